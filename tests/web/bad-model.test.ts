// Every way in which a model's folder can be wrong: the error names the file and the reason, and what is open stays open.
import assert from 'node:assert/strict';
import { open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { OnnxGraph } from '../../cli/model/onnx-graph.js';
import { LeannIndex } from '../../web/leann-index.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import { addAll, hitsOf } from './drive.js';
import { direction, smallModel } from './embedder-models.js';
import { expectCode } from './expect.js';
import { type MadeUpModel, madeUpDense, madeUpFolder, sentenceModules, write } from './made-up-folder.js';
import { modelFolder } from './model-folder.js';
import { unigram, wordPiece } from './tokenizer-files.js';
import { wordEmbedder } from './word-embedder.js';

const MODEL = 'onnx/model.onnx';
/** For our own encoder. */
const TOKENS = { 'encoder-tokens.bin': Buffer.from('rows') };
const MEAN = { pooling_mode: 'mean' };

type Damage = (folder: string) => Promise<unknown>;

const plain = (changes: Partial<MadeUpModel> = {}): MadeUpModel => ({
  shape: { kind: 'bert' },
  tokenizer: unigram(),
  ...changes,
});

/** What loading says of the folder, after its own name. */
async function reasonOf(folder: string, options: OnnxEmbedderOptions = {}): Promise<string> {
  const message = await expectCode(OnnxEmbedder.load(folder, options), 'model-load');
  const start = `leann: cannot load model "${folder}": `;
  assert.ok(message.startsWith(start), message);
  return message.slice(start.length);
}

async function reasonAfter(
  model: MadeUpModel,
  damage: Damage,
  options: OnnxEmbedderOptions = {},
): Promise<string> {
  const { folder } = await madeUpFolder(model);
  try {
    await damage(folder);
    return await reasonOf(folder, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const cut =
  (file: string, share: number): Damage =>
  async (folder) => {
    const path = join(folder, file);
    await truncate(path, Math.floor((await readFile(path)).length * share));
  };
const remove =
  (file: string): Damage =>
  (folder) =>
    rm(join(folder, file));
const put =
  (files: Readonly<Record<string, object | Uint8Array>>): Damage =>
  (folder) =>
    write(folder, files);

/** A model of one operator. */
function oneOperator(operator: string, dims: (string | number)[]): Buffer {
  const graph = new OnnxGraph('one', 17);
  const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
  graph.addNamed(operator, [graph.add('Cast', [ids], { to: 1 })], ['out']);
  graph.output('out', 'float', dims);
  return Buffer.concat(graph.encode('leann-web tests'));
}

describe('a folder that is wrong', () => {
  let index: LeannIndex;
  before(async () => {
    index = await LeannIndex.open('stays open', { embedder: wordEmbedder(), store: 'memory' });
    await addAll(index, [{ id: 'rain', text: 'It rains.' }]);
  });
  after(() => index.close());

  const outside = plain({ outside: 'model.onnx_data' });
  const dense = sentenceModules(MEAN, [madeUpDense(16, 16, 1)]);
  const cases: Record<string, [MadeUpModel, Damage, RegExp, OnnxEmbedderOptions?]> = {
    'no tokenizer': [plain(), remove('tokenizer.json'), /^tokenizer\.json: not found$/],
    'no model': [plain(), remove(MODEL), /onnx\/model\.onnx, .*: not found$/],
    'no such number format': [
      plain(),
      async () => undefined,
      /^onnx\/model_q4\.onnx, model_q4\.onnx: not found$/,
      { dtype: 'q4' },
    ],
    'a model that is cut off': [
      plain(),
      cut(MODEL, 0.6),
      /^onnx\/model\.onnx: it is no ONNX model, or cut off$/,
    ],
    'weights beside it that are missing': [
      outside,
      remove('onnx/model.onnx_data'),
      /^onnx\/model\.onnx_data: not found, and onnx\/model\.onnx needs it$/,
    ],
    'weights beside it that are cut off': [
      outside,
      cut('onnx/model.onnx_data', 0.5),
      /^onnx\/model\.onnx_data: it has \d+ bytes, and onnx\/model\.onnx needs \d+$/,
    ],
    'a tokenizer of another model': [
      plain(),
      put({ 'tokenizer.json': wordPiece() }),
      /^tokenizer\.json: it has 30522 tokens, but the model knows 8000 \(config\.json\): it is that of another model$/,
    ],
    'a tokenizer of another model, where config.json does not help': [
      plain(),
      put({ 'tokenizer.json': wordPiece(), 'config.json': {} }),
      /^onnx\/model\.onnx: .*(bounds|range)/,
    ],
    'a tokenizer of an unknown kind': [
      plain(),
      put({ 'tokenizer.json': { ...unigram(), normalizer: { type: 'Rot13' } } }),
      /tokenizer: its normalizer is of type Rot13, which is not known$/,
    ],
    'a number for each token': [
      plain(),
      put({ [MODEL]: oneOperator('Identity', ['batch', 'sequence']) }),
      /^onnx\/model\.onnx: .*none of its outputs \(out of rank 2\) holds vectors of tokens or texts$/,
    ],
    'a vector for each text, where tokens are to be pooled': [
      plain({ graph: { output: 'pooled' } }),
      async () => undefined,
      /^onnx\/model\.onnx: .*none of its outputs \(sentence_embedding of rank 2\) holds vectors of tokens$/,
      { pooling: 'mean' },
    ],
    'an output of rank 4': [
      plain(),
      async (folder) => {
        const graph = new OnnxGraph('four', 17);
        const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
        const floats = graph.add('Cast', [ids], { to: 1 });
        graph.addNamed('Unsqueeze', [floats, graph.integers(2, 3)], ['out']);
        graph.output('out', 'float', ['batch', 'sequence', 1, 1]);
        await write(folder, { [MODEL]: Buffer.concat(graph.encode('leann-web tests')) });
      },
      /^onnx\/model\.onnx: .*none of its outputs \(out of rank 4\) holds vectors of tokens or texts$/,
    ],
    'an operator that ONNX Runtime lacks': [
      plain(),
      put({ [MODEL]: oneOperator('Teleport', ['batch', 'sequence']) }),
      /^onnx\/model\.onnx: .*Teleport/,
    ],
    'an operator of somebody else': [
      plain(),
      put({ [MODEL]: oneOperator('some.where:Teleport', ['batch', 'sequence']) }),
      /^onnx\/model\.onnx: .*(Teleport|some\.where)/,
    ],
    'weights for our own encoder that are cut off': [
      plain(),
      async (folder) => {
        const whole = await readFile(join(modelFolder(), 'encoder.bin'));
        await write(folder, { 'encoder.bin': whole.subarray(0, whole.length / 2), ...TOKENS });
      },
      /^encoder\.bin: cannot load encoder: ./,
    ],
    'weights for our own encoder of another version': [
      plain(),
      put({
        'encoder.bin': Buffer.concat([Buffer.from('LEANNENC'), Buffer.of(9, 0, 0, 0), Buffer.alloc(80)]),
        ...TOKENS,
      }),
      /^encoder\.bin: cannot load encoder: it is of version 9, not 2$/,
    ],
    'weights for our own encoder that are none': [
      plain(),
      put({ 'encoder.bin': Buffer.from('<!doctype html> some text that is no model'), ...TOKENS }),
      /^encoder\.bin: cannot load encoder: it is no file of an encoder$/,
    ],
    'rows of tokens for our own encoder that are none': [
      plain(),
      async (folder) => {
        const whole = await readFile(join(modelFolder(), 'encoder.bin'));
        await write(folder, { 'encoder.bin': whole, ...TOKENS });
      },
      /^encoder\.bin: cannot load encoder: encoder-tokens\.bin: it is cut short$/,
    ],
    'shards of tokens that are not named': [
      plain(),
      put({ 'encoder.bin': Buffer.from('some'), 'encoder-tokens.json': { shards: ['../x'] } }),
      /^encoder-tokens\.json: it does not name shards of tokens$/,
    ],
    'formats that are no digests': [
      plain(),
      put({ 'formats.json': { model: 'x', files: { [MODEL]: 'y' } } }),
      /^formats\.json: it does not name files by their SHA-256$/,
    ],
    'modules that are no list': [
      plain(),
      put({ 'modules.json': {} }),
      /^modules\.json: it is no list of modules$/,
    ],
    'modules without a transformer': [
      plain(),
      put({ 'modules.json': [] }),
      /^modules\.json: it has no module Transformer$/,
    ],
    'a module that is not known': [
      plain({ files: sentenceModules(MEAN) }),
      put({
        'modules.json': [
          { type: 'x.Transformer', path: '' },
          { type: 'x.WordWeights', path: '1' },
        ],
      }),
      /^modules\.json: its module WordWeights is not known$/,
    ],
    'pooling that is not known': [
      plain({ files: sentenceModules({ pooling_mode: 'max' }) }),
      async () => undefined,
      /^1_Pooling\/config\.json: pooling by max is not known$/,
    ],
    'pooling by two at once': [
      plain({ files: sentenceModules({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true }) }),
      async () => undefined,
      /^1_Pooling\/config\.json: pooling by mean and cls is not known$/,
    ],
    'pooling that is not there': [
      plain({ files: sentenceModules(MEAN) }),
      remove('1_Pooling/config.json'),
      /^1_Pooling\/config\.json: not found$/,
    ],
    'pooling without the prompt': [
      plain({ files: sentenceModules({ pooling_mode: 'mean', include_prompt: false }) }),
      async () => undefined,
      /^1_Pooling\/config\.json: pooling without the prompt/,
    ],
    'a dense layer without weights': [
      plain({ files: dense }),
      remove('2_Dense/model.safetensors'),
      /^2_Dense\/model\.safetensors: not found$/,
    ],
    'a dense layer that is cut off': [
      plain({ files: dense }),
      cut('2_Dense/model.safetensors', 0.9),
      /^2_Dense\/model\.safetensors: its tensor linear\.\w+ is not all there$/,
    ],
    'a dense layer that is nonsense': [
      plain({ files: dense }),
      put({ '2_Dense/model.safetensors': Buffer.from('nonsense and more') }),
      /^2_Dense\/model\.safetensors: it is no safetensors file$/,
    ],
    'a dense layer of another size': [
      plain({ files: sentenceModules(MEAN, [madeUpDense(12, 16, 1)]) }),
      async () => undefined,
      /^onnx\/model\.onnx: .*its dense layer takes 12 values, not 16$/,
    ],
    'a dense layer with an unknown activation': [
      plain({ files: dense }),
      put({ '2_Dense/config.json': { activation_function: 'torch.nn.modules.activation.Mish' } }),
      /^2_Dense\/config\.json: its activation .*Mish is not known$/,
    ],
  };
  for (const [name, [model, damage, reason, options]] of Object.entries(cases)) {
    test(`${name}: says so, and an open index answers on`, { timeout: 20_000 }, async () => {
      assert.match(await reasonAfter(model, damage, options), reason);
      assert.equal((await hitsOf(index, 'rain')).length, 1);
    });
  }

  test('more than 2 GB, on disk or on a server: nothing is read', { timeout: 20_000 }, async () => {
    const { folder } = await madeUpFolder(plain());
    const file = await open(join(folder, MODEL), 'w');
    await file.truncate(2 ** 31 + 100);
    await file.close();
    const start = performance.now();
    assert.match(await reasonOf(folder), /^onnx\/model\.onnx: it has more than the 2 GB that can be loaded$/);
    const server = createServer(async ({ url = '' }, response) => {
      if (url === `/${MODEL}`) response.writeHead(200, { 'content-length': 2 ** 32 }).write('some');
      else {
        const bytes = await readFile(join(folder, url)).catch(() => undefined);
        response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
      }
    });
    await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.match(
      await reasonOf(url),
      /^onnx\/model\.onnx: it has 4\.3 GB, more than the 2 GB that can be loaded$/,
    );
    assert.ok(performance.now() - start < 5000);
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
});

describe('nothing outside of the folder is read', () => {
  const secret = [
    '../secret.bin',
    '/etc/hostname',
    'file:///etc/hostname',
    '%2e%2e/secret.bin',
    'a/../../secret.bin',
    '..\\secret.bin',
    'http://example.com/x',
  ];
  for (const outside of secret) {
    test(`weights in ${outside}`, async () => {
      const model = plain({ file: 'model.onnx', outside, outsideAt: 'secret.bin' });
      assert.match(
        await reasonAfter(model, async () => undefined),
        /: it is not in the folder of the model$/,
      );
    });

    test(`a module in ${outside}, and a model there`, async () => {
      const list = [
        { type: 'x.Transformer', path: '' },
        { type: 'x.Dense', path: outside },
      ];
      const reason = await reasonAfter(plain({ files: { 'modules.json': list } }), async () => undefined);
      assert.match(reason, /config\.json: it is not in the folder of the model$/);
      const asked = await reasonAfter(plain(), async () => undefined, { modelFile: outside });
      assert.match(asked, /: it is not in the folder of the model$/);
    });
  }
});

test('a token that the model does not know is an error of that text alone', async () => {
  const folder = await smallModel({
    vectors: (graph, column) => {
      const table = graph.constant(
        'table',
        'float',
        [20000, 3],
        Float32Array.from({ length: 60000 }, (_, i) => 1 + (i % 7)),
      );
      const ids = graph.add('Cast', [graph.add('Squeeze', [column, graph.integers(-1)])], { to: 7 });
      return direction(graph, column) && graph.add('Gather', [table, ids]);
    },
  });
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, vocab_size: 40000 }));
  const embedder = await OnnxEmbedder.load(folder);
  assert.equal((await embedder.embed(['rain'])).length, 1);
  const vocabulary: Record<string, number> = Object(wordPiece().model).vocab;
  const [rare = ''] = Object.keys(vocabulary).filter(
    (word) => (vocabulary[word] ?? 0) >= 20000 && /^[a-z]+$/.test(word),
  );
  await expectCode(embedder.embed([rare]), 'embedding-failed');
  assert.equal((await embedder.embed(['rain'])).length, 1);
  await embedder.close();
  await rm(folder, { recursive: true });
});
