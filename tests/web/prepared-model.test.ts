// leann-web build with folders of models that have no weights for our own encoder.

import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SAFETENSORS } from '../../cli/model/encoder-of-folder.js';
import { parseHostedManifest } from '../../web/hosted/manifest.js';
import { LeannIndex, OnnxEmbedder, type SearchUpdate } from '../../web/index.js';
import { run } from './cli-program.js';
import { smallModel } from './embedder-models.js';
import { exportedBert } from './exported-bert.js';
import { madeUpBert } from './made-up-bert.js';
import { modelFolder } from './model-folder.js';

/** As many tokens as the tokenizer of the real model has. */
const VOCABULARY = 30522;
const TEXTS = ['The heron stands in the reeds.', 'Sourdough needs a day.', 'A lens bends light.'];

describe('leann-web build, of a model without weights for our own encoder', { timeout: 600_000 }, () => {
  const model = madeUpBert({ hidden: 128, heads: 4, inner: 256, layers: 2 }, 1, VOCABULARY);
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-prepared-'));
    const lines = TEXTS.map((text, i) => JSON.stringify({ id: String(i), text }));
    await writeFile(join(root, 'texts.jsonl'), lines.join('\n'));
  });
  after(() => rm(root, { recursive: true }));

  async function folderOf(name: string, files: Record<string, Uint8Array>): Promise<string> {
    const folder = join(root, name);
    await mkdir(folder);
    for (const file of ['tokenizer.json', 'tokenizer_config.json', 'LICENSE']) {
      await cp(join(modelFolder(), file), join(folder, file));
    }
    const config = { ...model.config, model_type: 'bert', max_position_embeddings: 80 };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    for (const [file, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), bytes);
    }
    return folder;
  }

  /** Publishes the texts; says which files of the model are published, and what was told. */
  async function built(folder: string, out: string, ...flags: string[]) {
    const source = join(root, 'texts.jsonl');
    const place = join(root, out);
    const { code, stderr } = await run(
      ...['build', source, '--model', folder, '--out', place, '--cache', join(root, 'cache'), ...flags],
    );
    assert.equal(code, 0, stderr);
    const manifest = parseHostedManifest(JSON.parse(await readFile(join(place, 'manifest.json'), 'utf8')));
    const start = manifest.model?.folder ?? 'none';
    const files = manifest.files.flatMap(({ path }) =>
      path.startsWith(start) ? [path.slice(start.length)] : [],
    );
    return { files: files.sort(), stderr, manifest, place };
  }

  async function lastOf(place: string, query: string): Promise<SearchUpdate | undefined> {
    await using index = await LeannIndex.fromUrl(place, { device: 'wasm' });
    let last: SearchUpdate | undefined;
    for await (const update of index.search(query, { mode: 'meaning' })) last = update;
    return last;
  }

  it('makes them of an ONNX file in floats, once', async () => {
    const folder = await folderOf('float', { 'onnx/model.onnx': Buffer.concat(exportedBert(model)) });
    const { files, stderr, manifest, place } = await built(folder, 'float-site');
    assert.ok(files.includes('encoder.bin') && files.includes('onnx/model.onnx'), files.join());
    assert.doesNotMatch(stderr, /remark/);
    // Its passages were embedded with the ONNX file.
    const own = await OnnxEmbedder.load(join(place, manifest.model?.folder ?? ''), { runtime: 'leann' });
    assert.equal(own.fingerprint, manifest.embedder.fingerprint);
    await own.close();
    const update = await lastOf(place, TEXTS[1] ?? '');
    assert.deepEqual([update?.stats.runtime, update?.hits[0]?.id], ['leann', '1']);
    const kept = (await readdir(join(root, 'cache'))).filter((name) => name.startsWith('encoder-')).sort();
    assert.match(kept.join(), /^encoder-([0-9a-f]{16})\.bin,encoder-tokens-\1\.bin$/);
    await writeFile(join(root, 'cache', kept[0] ?? ''), 'from before');
    const again = await built(folder, 'float-again', '--index-only');
    assert.equal(again.manifest.embedder.fingerprint, manifest.embedder.fingerprint);
    assert.equal(await readFile(join(root, 'cache', kept[0] ?? ''), 'utf8'), 'from before');
    await rm(join(root, 'cache', kept[0] ?? ''));
  });

  it('leaves them out if another number format is asked for', async () => {
    const { files, stderr } = await built(join(root, 'float'), 'fp32-site', '--dtype', 'fp32');
    assert.ok(!files.includes('encoder.bin') && files.includes('onnx/model.onnx'));
    assert.doesNotMatch(stderr, /remark/);
  });

  it('embeds with them if there is nothing else', async () => {
    const folder = await folderOf('safetensors', { [SAFETENSORS]: model.safetensors });
    const { files, place } = await built(folder, 'safetensors-site');
    assert.deepEqual(files.slice(0, -1), [
      'LICENSE',
      'config.json',
      'encoder-tokens.json',
      'encoder.bin',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    assert.match(files.at(-1) ?? '', /^tokens\/[0-9a-f]{20}\.bin$/);
    const update = await lastOf(place, TEXTS[2] ?? '');
    assert.deepEqual([update?.stats.runtime, update?.hits[0]?.id], ['leann', '2']);
  });

  it('says why it cannot, and goes on with ONNX Runtime', async () => {
    const folder = await smallModel();
    const { files, stderr, place } = await built(folder, 'other-site');
    assert.match(
      stderr,
      /^remark: cannot make encoder of \S+: it has no norm after its tables; ONNX Runtime is used$/m,
    );
    assert.ok(!files.includes('encoder.bin') && files.includes('onnx/model.onnx'));
    assert.equal((await lastOf(place, TEXTS[0] ?? ''))?.stats.runtime, 'onnxruntime');
    await rm(folder, { recursive: true });
  });
});
