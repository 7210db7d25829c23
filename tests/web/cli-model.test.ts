// `leann-web model`: what it says of a folder, and downloads from a server that fails in the middle.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { downloadModel, folderUrl } from '../../cli/model-download.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { run } from './cli-program.js';
import { madeUpDense, madeUpFolder, sentenceModules } from './made-up-folder.js';
import { modelFolder } from './model-folder.js';
import { unigram } from './tokenizer-files.js';

const DATA = 'onnx/model.onnx_data';

describe('leann-web model', () => {
  test('says what the standard model is, and that its vectors follow meaning', async () => {
    const { code, stdout } = await run('model', modelFolder(), '--json');
    assert.equal(code, 0);
    const facts = JSON.parse(stdout);
    assert.deepEqual(
      [
        facts.architecture,
        facts.layers,
        facts.tokenizer,
        facts.vocabulary,
        facts.pooling,
        facts.dimension,
        facts.maxTokens,
      ],
      ['bert', 6, 'WordPiece', 30522, 'mean', 384, 256],
    );
    assert.deepEqual(
      [facts.runtime, facts.dtype, facts.hasDense, facts.unitLength],
      ['leann', 'int8', false, true],
    );
    assert.deepEqual(facts.files.map(({ file }: { file: string }) => file).sort(), [
      'encoder-tokens.bin',
      'encoder.bin',
      'onnx/model.onnx',
      'onnx/model_quantized.onnx',
    ]);
    assert.equal(facts.meaning.right, facts.meaning.queries);
    assert.ok(facts.meaning.own > facts.meaning.others + 0.2);
    const { stdout: words } = await run('model', modelFolder(), '--dtype', 'fp32');
    assert.match(words, /^is {10}bert of 6 layers$/m);
    assert.match(words, /fp32 is used$/m);
    assert.match(words, /^runs on {5}ONNX Runtime, wasm/m);
    assert.match(words, /6 of 6 queries find their answer/);
  });

  test('of several files, with prompts and layers of its own, is published and searched', async () => {
    const made = await madeUpFolder({
      shape: { kind: 'bert' },
      tokenizer: unigram(),
      outside: 'weights/data.bin',
      files: {
        ...sentenceModules({ pooling_mode: 'cls' }, [madeUpDense(16, 32, 1)]),
        'config_sentence_transformers.json': { prompts: { query: 'search: ' } },
      },
    });
    const place = await mkdtemp(join(tmpdir(), 'leann-published-'));
    const texts = ['It rains.', 'The sun shines.', 'Snow falls on the hills.'];
    const lines = texts.map((text, i) => JSON.stringify({ id: `${i}`, text })).join('\n');
    await writeFile(join(place, 'texts.jsonl'), lines);
    const out = join(place, 'site');
    const cache = join(place, 'cache');
    const built = await run(
      'build',
      join(place, 'texts.jsonl'),
      '--out',
      out,
      '--model',
      made.folder,
      '--cache',
      cache,
    );
    assert.equal(built.code, 0, built.stderr);
    const found = await run('search', out, 'It rains.', '--json');
    assert.equal(found.code, 0, found.stderr);
    assert.equal(JSON.parse(found.stdout).hits[0].id, '0');
    assert.equal((await run('verify', out)).code, 0);
    const { model, embedder } = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    const published = await OnnxEmbedder.load(join(out, model.folder));
    assert.equal(published.fingerprint, embedder.fingerprint);
    assert.match(published.fingerprint, /:cls:unit:.*search: .*:dense=/);
    await published.close();
    for (const folder of [place, made.folder]) await rm(folder, { recursive: true });
  });

  test('says what is wrong with a folder', async () => {
    // Into a folder that is empty, or not there, the standard model would be written.
    const place = await mkdtemp(join(tmpdir(), 'leann-model-'));
    await writeFile(join(place, 'notes.txt'), 'no model');
    const { code, stderr } = await run('model', place);
    assert.equal(code, 1);
    assert.equal(stderr, `leann: cannot load model "${place}": tokenizer.json: not found\n`);
    await rm(place, { recursive: true });
    const wrong = await run('model', modelFolder(), '--dtype', 'q9');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--dtype must be one of fp32, fp16, int8, uint8, q4, q4f16, not "q9"/);
  });
});

describe('a model on a server', () => {
  let source: string;
  let to: string;
  let url: string;
  let close: () => void;
  /** Requests for files, with the first byte that they ask for. */
  let requests: [file: string, from: number][] = [];
  /** Cuts the connection after so many bytes of a file. */
  let cut: { file: string; bytes: number } | undefined;
  let digestOf: (bytes: Buffer) => string;
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  before(async () => {
    const layers = [madeUpDense(16, 16, 1)];
    const made = await madeUpFolder({
      shape: { kind: 'bert' },
      tokenizer: unigram(),
      outside: 'model.onnx_data',
      files: sentenceModules({ pooling_mode: 'cls' }, layers),
    });
    source = made.folder;
    to = await mkdtemp(join(tmpdir(), 'leann-download-'));
    digestOf = sha256;
    const server = createServer(async (request, response) => {
      const file = (request.url ?? '').replace('/some/model/', '');
      const bytes = await readFile(join(source, file)).catch(() => undefined);
      if (bytes === undefined) return response.writeHead(404).end();
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      requests.push([file, from]);
      if (from >= bytes.length && from > 0) return response.writeHead(416).end();
      const rest = bytes.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': rest.length,
        etag: `"${digestOf(bytes)}"`,
      });
      if (cut?.file !== file) return response.end(rest);
      response.write(rest.subarray(0, cut.bytes), () => setTimeout(() => response.destroy(), 50));
      return undefined;
    });
    await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/model`;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  after(async () => {
    close();
    await rm(source, { recursive: true });
    await rm(to, { recursive: true });
  });

  const download = (
    onBytes: (file: string, loaded: number, total: number | undefined) => void = () => undefined,
  ) => downloadModel({ url, to, dtype: undefined, signal: new AbortController().signal, onBytes });

  test('a download that breaks off keeps what has arrived, and the next one goes on there', async () => {
    cut = { file: DATA, bytes: 20_000 };
    await assert.rejects(
      download(),
      /cannot download onnx\/model\.onnx_data: .* \(what has arrived is kept\)/,
    );
    cut = undefined;
    assert.ok((await stat(join(to, `${DATA}.part`))).size > 0);
    requests = [];
    const seen: [string, number, number | undefined][] = [];
    const files = await download((...progress) => seen.push(progress));
    const [again] = requests.filter(([file]) => file === DATA);
    assert.ok((again?.[1] ?? 0) > 0);
    // What was whole is not asked for again.
    assert.deepEqual(
      requests.map(([file]) => file),
      [DATA],
    );
    const { size } = await stat(join(source, DATA));
    assert.deepEqual(seen.at(-1), [DATA, size, size]);
    assert.deepEqual(
      [...files].sort(),
      [
        '1_Pooling/config.json',
        '2_Dense/config.json',
        '2_Dense/model.safetensors',
        'config.json',
        'modules.json',
        'onnx/model.onnx',
        DATA,
        'tokenizer.json',
      ].sort(),
    );
    for (const file of files)
      assert.deepEqual(await readFile(join(to, file)), await readFile(join(source, file)));
    const embedders = await Promise.all([OnnxEmbedder.load(source), OnnxEmbedder.load(to)]);
    assert.equal(embedders[0].fingerprint, embedders[1].fingerprint);
    await Promise.all(embedders.map((embedder) => embedder.close()));
  });

  test('a file that was changed here is fetched again', async () => {
    await writeFile(join(to, 'tokenizer.json'), 'changed');
    requests = [];
    await download();
    assert.deepEqual(requests, [['tokenizer.json', 0]]);
    assert.deepEqual(
      await readFile(join(to, 'tokenizer.json')),
      await readFile(join(source, 'tokenizer.json')),
    );
  });

  test('a file that is not what its digest says is refused', async () => {
    await rm(join(to, DATA));
    digestOf = () => '0'.repeat(64);
    await assert.rejects(
      download(),
      /cannot download onnx\/model\.onnx_data: its SHA-256 is [0-9a-f]{64}, and the server says 0{64}/,
    );
    await assert.rejects(stat(join(to, DATA)), { code: 'ENOENT' });
    digestOf = sha256;
    await download();
  });

  test('a folder with the files of another model is left alone', async () => {
    const other = downloadModel({
      url: `${url}/other`,
      to,
      dtype: undefined,
      signal: new AbortController().signal,
      onBytes: () => undefined,
    });
    await assert.rejects(other, /it has the files of http/);
  });

  test('the command downloads, shows how far it is, and checks the model', async () => {
    const out = join(to, 'by-command');
    const { code, stdout, stderr } = await run('model', url, '--out', out);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^onnx\/model\.onnx_data: [\d.]+ kB of [\d.]+ kB$/m);
    assert.match(stdout, /^pooling {5}cls, then dense layers, to unit length$/m);
    const missing = await run('model', `${url}/nothing`, '--out', join(to, 'nothing'));
    assert.match(missing.stderr, /cannot download .*\/nothing: it has no tokenizer\.json/);
    assert.equal(missing.code, 1);
  });
});

test('repositories of the hub have their files below resolve/main/', () => {
  const base = 'https://huggingface.co/some/model';
  for (const [given, wanted] of [
    [base, `${base}/resolve/main/`],
    [`${base}/tree/v2`, `${base}/resolve/v2/`],
    [`${base}/resolve/main`, `${base}/resolve/main/`],
    ['https://example.com/models/x?a=1#b', 'https://example.com/models/x/'],
  ] as const) {
    assert.equal(folderUrl(given).href, wanted);
  }
});
