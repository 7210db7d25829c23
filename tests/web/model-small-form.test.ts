// `leann-web model` on folders as exporters make them: the small form of their weights, or why there is none, and which of their
// files are one model.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SAFETENSORS } from '../../cli/model/encoder-of-folder.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { run } from './cli-program.js';
import { exportedBert } from './exported-bert.js';
import { madeUpBert } from './made-up-bert.js';
import { madeUpFolder } from './made-up-folder.js';
import { modelFolder } from './model-folder.js';
import { unigram } from './tokenizer-files.js';

const FLOATS = 'onnx/model.onnx';
const INT8 = 'onnx/model_quantized.onnx';
/** As many tokens as the tokenizer of the real model has. */
const VOCABULARY = 30522;

describe('leann-web model', { timeout: 600_000 }, () => {
  const model = (seed: number) =>
    madeUpBert({ hidden: 128, heads: 4, inner: 256, layers: 2 }, seed, VOCABULARY);
  let root = '';
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-small-'));
  });
  after(() => rm(root, { recursive: true }));

  async function folderOf(name: string, files: Record<string, Uint8Array>): Promise<string> {
    const folder = join(root, name);
    const config = { ...model(1).config, model_type: 'bert', max_position_embeddings: 80 };
    const all = { ...files, 'config.json': Buffer.from(JSON.stringify(config)) };
    for (const [file, bytes] of Object.entries(all)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), bytes);
    }
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
      await cp(join(modelFolder(), file), join(folder, file));
    }
    return folder;
  }

  async function factsOf(folder: string) {
    const { code, stdout, stderr } = await run('model', folder, '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  }

  it('writes both for the standard model, and finds them the next time', async () => {
    const folder = join(root, 'standard');
    await mkdir(folder);
    const names = ['onnx', 'tokenizer.json', 'tokenizer_config.json', 'config.json', 'modules.json'];
    for (const name of [...names, '1_Pooling']) await symlink(join(modelFolder(), name), join(folder, name));
    const first = await factsOf(folder);
    assert.equal(first.runtime, 'leann');
    // The weights that its graphs have make the same files as those of the safetensors file that it was exported from.
    for (const file of ['encoder.bin', 'encoder-tokens.bin'])
      assert.ok((await readFile(join(folder, file))).equals(await readFile(join(modelFolder(), file))), file);
    const sizes = ['encoder.bin', 'encoder-tokens.bin'].map(
      async (file) => (await stat(join(folder, file))).size,
    );
    const [weights = 0, tokens = 0] = await Promise.all(sizes);
    assert.deepEqual(first.encoder, { bytes: weights + tokens, made: true });
    const [floats] = first.compared;
    assert.deepEqual([first.compared.length, floats.file, floats.same], [1, FLOATS, true]);
    assert.ok(floats.cosine > 0.98, `cosine ${floats.cosine}`);
    assert.equal(first.meaning.right, first.meaning.queries);
    const formats = (place: string) => readFile(join(place, 'formats.json'), 'utf8').then(JSON.parse);
    assert.deepEqual(await formats(folder), await formats(modelFolder()));
    const { code, stdout } = await run('model', folder);
    assert.equal(code, 0);
    const both = 'encoder\\.bin and encoder-tokens\\.bin, 14\\.\\d MB';
    assert.match(stdout, new RegExp(`^small form {2}${both}, \\d+ % of onnx/model_quantized\\.onnx$`, 'm'));
    assert.doesNotMatch(stdout, /^format/m);
  });

  it('writes the small form of safetensors alone, which is then all that runs', async () => {
    const folder = await folderOf('safetensors', { [SAFETENSORS]: model(1).safetensors });
    const facts = await factsOf(folder);
    assert.deepEqual([facts.runtime, facts.encoder.made, facts.compared], ['leann', true, []]);
    assert.deepEqual(facts.files.map(({ file }: { file: string }) => file).sort(), [
      'encoder-tokens.bin',
      'encoder.bin',
      SAFETENSORS,
    ]);
    assert.equal(facts.meaning.queries, 6);
    const { stdout } = await run('model', folder);
    assert.match(
      stdout,
      /^small form {2}encoder\.bin and encoder-tokens\.bin, [\d.]+ MB, \d+ % of model\.safetensors$/m,
    );
  });

  it('says why another architecture has none, and goes on with ONNX Runtime', async () => {
    const { folder } = await madeUpFolder({ shape: { kind: 't5' }, tokenizer: unigram() });
    const { code, stdout, stderr } = await run('model', folder);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^small form {2}none, ONNX Runtime is needed: its config\.json does not say hidden_size$/m,
    );
    assert.match(stdout, /^runs on {5}ONNX Runtime/m);
    assert.match(stdout, /^meaning {5}\d of 6 queries/m);
    await assert.rejects(stat(join(folder, 'encoder.bin')), { code: 'ENOENT' });
    await rm(folder, { recursive: true });
  });

  it('takes no other model for a number format of this one', async () => {
    const folder = await folderOf('two', {
      [INT8]: Buffer.concat(exportedBert(model(1), { quantised: true })),
      [FLOATS]: Buffer.concat(exportedBert(model(2))),
    });
    const { compared } = await factsOf(folder);
    assert.deepEqual([compared[0].file, compared[0].same], [FLOATS, false]);
    await assert.rejects(stat(join(folder, 'formats.json')), { code: 'ENOENT' });
    const dtypes = ['int8', 'fp32'] as const;
    const embedders = await Promise.all(
      dtypes.map((dtype) => OnnxEmbedder.load(folder, { dtype, runtime: 'onnxruntime' })),
    );
    assert.notEqual(embedders[0]?.fingerprint, embedders[1]?.fingerprint);
    for (const embedder of embedders) await embedder.close();
  });

  it('says which file of several cannot be run', async () => {
    const folder = await folderOf('cut', {
      [INT8]: Buffer.concat(exportedBert(model(1), { quantised: true })),
      [FLOATS]: Buffer.from('no model'),
    });
    const { code, stdout, stderr } = await run('model', folder);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^format {6}onnx\/model\.onnx cannot be run: .*onnx\/model\.onnx: it is no ONNX model/m,
    );
  });
});
