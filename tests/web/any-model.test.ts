// Models of several architectures, heads, number formats and layouts, beside plain loops over floats.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import {
  HEADS,
  type MadeUpFolder,
  type MadeUpModel,
  madeUpDense,
  madeUpFolder,
  sentenceModules,
  throughDense,
  unit,
} from './made-up-folder.js';
import { SCRIPTS } from './many-scripts.js';
import { byteFallback, bytePairs, unigram, wordPiece } from './tokenizer-files.js';

const TEXTS = ['rain', ...Object.values(SCRIPTS), 'a b c d e f g h '.repeat(20)];

type Expected = (states: Float64Array[]) => Float64Array;

/** Loads the folder, embeds the texts in one call, and compares. */
async function check(
  model: MadeUpModel,
  expected: Expected,
  options: OnnxEmbedderOptions = {},
  facts: (embedder: OnnxEmbedder, folder: MadeUpFolder) => void = () => undefined,
): Promise<void> {
  const made = await madeUpFolder(model);
  try {
    const embedder = await OnnxEmbedder.load(made.folder, { batchSize: 4, ...options });
    const vectors = await embedder.embed(TEXTS);
    facts(embedder, made);
    await embedder.close();
    for (const [i, text] of TEXTS.entries()) {
      const wanted = expected(made.states(text, options.maxTokens));
      assert.equal(vectors[i]?.length, wanted.length);
      for (const [at, value] of wanted.entries()) {
        const difference = Math.abs(value - (vectors[i]?.[at] ?? 0));
        assert.ok(difference < 2e-4, `${text}: value ${at} differs by ${difference}`);
      }
    }
  } finally {
    await rm(made.folder, { recursive: true });
  }
}

const mean: Expected = (states) => unit(HEADS.mean(states));
const last: Expected = (states) => unit(HEADS.last(states));

describe('architectures, each with a tokenizer of its kind', () => {
  test('BERT, with WordPiece', () => check({ shape: { kind: 'bert' }, tokenizer: wordPiece() }, mean));

  test('XLM-RoBERTa, with Unigram: positions are shifted, and there are no types of tokens', async () => {
    const model = { shape: { kind: 'bert', offset: 2 }, tokenizer: unigram() } as const;
    await check(model, mean, {}, ({ maxTokens }) => assert.equal(maxTokens, 64));
  });

  test('a decoder, with byte-level BPE: it takes positions and what is past, and its last token counts', () =>
    check({ shape: { kind: 'decoder' }, tokenizer: bytePairs() }, last, { pooling: 'last' }));

  test('a decoder, with BPE and bytes for unknown characters', () =>
    check({ shape: { kind: 'decoder' }, tokenizer: byteFallback() }, last, { pooling: 'last' }));

  test('the encoder of T5, with Unigram', () => check({ shape: { kind: 't5' }, tokenizer: unigram() }, mean));

  test('inputs of 32 bits, and an output of 16', async () => {
    const graph = { ids: 'int32', floats: 'float16' } as const;
    const model: MadeUpModel = { shape: { kind: 'bert' }, tokenizer: unigram(), graph };
    // Halves have three digits.
    const made = await madeUpFolder(model);
    const embedder = await OnnxEmbedder.load(made.folder);
    const vectors = await embedder.embed(TEXTS);
    for (const [i, text] of TEXTS.entries()) {
      const wanted = mean(made.states(text));
      assert.ok(
        wanted.every((value, at) => Math.abs(value - (vectors[i]?.[at] ?? 0)) < 2e-3),
        text,
      );
    }
    await embedder.close();
    await rm(made.folder, { recursive: true });
  });
});

describe('heads, from the folder', () => {
  const bert = (files: MadeUpModel['files'], graph: MadeUpModel['graph'] = {}): MadeUpModel => ({
    shape: { kind: 'bert' },
    tokenizer: unigram(),
    files: files ?? {},
    graph,
  });
  const flags = (mode: string) => ({
    word_embedding_dimension: 16,
    pooling_mode_cls_token: false,
    pooling_mode_mean_tokens: false,
    pooling_mode_max_tokens: false,
    [`pooling_mode_${mode}`]: true,
  });

  test('mean, first and last token, by flags and by name', async () => {
    for (const [flag, name, pooling] of [
      ['mean_tokens', 'mean', 'mean'],
      ['cls_token', 'cls', 'cls'],
      ['lasttoken', 'lasttoken', 'last'],
    ] as const) {
      const expected: Expected = (states) => unit(HEADS[pooling](states));
      const said = ({ fingerprint }: OnnxEmbedder) => assert.equal(fingerprint.split(':')[1], pooling);
      await check(bert(sentenceModules(flags(flag))), expected, {}, said);
      await check(bert(sentenceModules({ pooling_mode: name })), expected, {}, said);
    }
  });

  test('what is asked for comes before what the folder says', async () => {
    await check(bert(sentenceModules(flags('mean_tokens'))), (states) => unit(HEADS.cls(states)), {
      pooling: 'cls',
    });
    const refused = bert(sentenceModules(flags('max_tokens')));
    await check(refused, mean, { pooling: 'mean' });
  });

  test('what the model pools by itself is taken, unless pooling is asked for', async () => {
    for (const output of ['both', 'pooled'] as const) {
      const own = ({ fingerprint }: OnnxEmbedder) => assert.equal(fingerprint.split(':')[1], 'model');
      await check(bert(sentenceModules(flags('cls_token')), { output }), mean, {}, own);
    }
    await check(bert({}, { output: 'both' }), (states) => unit(HEADS.cls(states)), { pooling: 'cls' });
  });

  test('dense layers, between pooling and unit length', async () => {
    const layers = [madeUpDense(16, 24, 1), madeUpDense(24, 12, 2)];
    const files = sentenceModules(flags('mean_tokens'), layers);
    const expected: Expected = (states) => unit(throughDense(HEADS.mean(states), layers));
    await check(bert(files), expected, {}, ({ dimension }) => assert.equal(dimension, 12));
    // Whoever pools by himself has done all of it.
    await check(bert(files, { output: 'both' }), mean);
  });

  test('the first values alone, brought to unit length', async () => {
    const expected: Expected = (states) => unit(HEADS.mean(states).slice(0, 6));
    const said = ({ dimension, fingerprint }: OnnxEmbedder) => {
      assert.equal(dimension, 6);
      assert.match(fingerprint, /:dimensions=6$/);
    };
    await check(bert({}), expected, { dimensions: 6 }, said);
    await check(bert({}, { output: 'pooled' }), (states) => unit(mean(states).slice(0, 6)), {
      dimensions: 6,
    });
    await check(bert({}), (states) => HEADS.mean(states).slice(0, 6), { dimensions: 6, normalize: false });
  });

  test('each setting of the head has a fingerprint of its own', async () => {
    const prints = new Set<string>();
    const layers = [madeUpDense(16, 16, 1)];
    const variants: [MadeUpModel, OnnxEmbedderOptions][] = [
      [bert({}), {}],
      [bert({}), { dimensions: 8 }],
      [bert({}), { pooling: 'last' }],
      [bert({}, { output: 'both' }), {}],
      [bert(sentenceModules(flags('mean_tokens'), layers)), {}],
      [bert(sentenceModules(flags('mean_tokens'), [madeUpDense(16, 16, 2)])), {}],
      [bert({ ...sentenceModules(flags('mean_tokens')), ...prompts }), {}],
    ];
    for (const [model, options] of variants) {
      const { folder } = await madeUpFolder(model);
      const embedder = await OnnxEmbedder.load(folder, options);
      prints.add(embedder.fingerprint);
      await embedder.close();
      await rm(folder, { recursive: true });
    }
    assert.equal(prints.size, variants.length);
  });

  const prompts = {
    'config_sentence_transformers.json': {
      prompts: { query: 'search for: ', document: 'text: ', clustering: 'cluster: ' },
      default_prompt_name: 'clustering',
    },
  };

  test('prompts come before texts, by kind, and limits of the folder hold', async () => {
    const limits = { 'sentence_bert_config.json': { max_seq_length: 40, do_lower_case: false } };
    const made = await madeUpFolder(
      bert({ ...sentenceModules(flags('mean_tokens')), ...prompts, ...limits }),
    );
    const plain = await OnnxEmbedder.load(made.folder, { queryPrefix: '', passagePrefix: '' });
    const embedder = await OnnxEmbedder.load(made.folder);
    assert.deepEqual(
      await embedder.embed(['rain'], { kind: 'query' }),
      await plain.embed(['search for: rain']),
    );
    assert.deepEqual(await embedder.embed(['rain']), await plain.embed(['text: rain']));
    assert.equal(plain.maxTokens, 40);
    await Promise.all([plain.close(), embedder.close()]);
    await rm(made.folder, { recursive: true });
  });

  test('a default prompt stands before all that have none of their own', async () => {
    const said = { prompts: { query: 'q: ', all: 'all: ' }, default_prompt_name: 'all' };
    const files = { ...sentenceModules(flags('mean_tokens')), 'config_sentence_transformers.json': said };
    const made = await madeUpFolder(bert(files));
    const plain = await OnnxEmbedder.load(made.folder, { queryPrefix: '', passagePrefix: '' });
    const embedder = await OnnxEmbedder.load(made.folder);
    assert.deepEqual(await embedder.embed(['rain'], { kind: 'query' }), await plain.embed(['q: rain']));
    assert.deepEqual(await embedder.embed(['rain']), await plain.embed(['all: rain']));
    await Promise.all([plain.close(), embedder.close()]);
    await rm(made.folder, { recursive: true });
  });
});

describe('layouts and number formats', () => {
  const model = (changes: Partial<MadeUpModel>): MadeUpModel => ({
    shape: { kind: 'bert' },
    tokenizer: unigram(),
    ...changes,
  });
  const files: [file: string, format: MadeUpModel['format'], dtype: string][] = [
    ['onnx/model.onnx', 'fp32', 'fp32'],
    ['model.onnx', 'fp32', 'fp32'],
    ['onnx/model_fp16.onnx', 'fp16', 'fp16'],
    ['onnx/model_quantized.onnx', 'int8', 'int8'],
    ['model_int8.onnx', 'int8', 'int8'],
    ['onnx/model_uint8.onnx', 'uint8', 'uint8'],
    ['onnx/model_q4.onnx', 'q4', 'q4'],
  ];
  for (const [file, format, dtype] of files) {
    test(`${file} is found by itself`, () =>
      check(model({ file, format: format ?? 'fp32' }), mean, {}, (embedder) =>
        assert.equal(embedder.dtype, dtype),
      ));
  }

  test('weights may be in a file beside the model', async () => {
    const outside = { file: 'onnx/model.onnx', outside: 'model.onnx_data' };
    const prints: string[] = [];
    await check(model(outside), mean, {}, ({ fingerprint }) => prints.push(fingerprint));
    await check(model({ file: 'model.onnx', outside: 'weights/data.bin' }), mean, {}, ({ fingerprint }) =>
      prints.push(fingerprint),
    );
    // Other weights in the same place.
    const other = await madeUpFolder(model(outside), 2);
    const embedder = await OnnxEmbedder.load(other.folder);
    assert.ok(!prints.includes(embedder.fingerprint));
    await embedder.close();
    await rm(other.folder, { recursive: true });
  });

  test('a file asked for by name is taken, whatever else is there', () =>
    check(
      model({ file: 'onnx/model_O3_fp16.onnx', format: 'fp16' }),
      mean,
      { modelFile: 'onnx/model_O3_fp16.onnx' },
      ({ dtype }) => assert.equal(dtype, 'fp16'),
    ));

  test('a folder whose files are known is asked for no others', async () => {
    const made = await madeUpFolder(model({}));
    const embedder = await OnnxEmbedder.load(made.folder, { files: ['tokenizer.json', 'onnx/model.onnx'] });
    assert.equal(embedder.dtype, 'fp32');
    await embedder.close();
    await assert.rejects(
      OnnxEmbedder.load(made.folder, { files: ['onnx/model.onnx'] }),
      /tokenizer\.json: not found/,
    );
    await rm(made.folder, { recursive: true });
  });
});
