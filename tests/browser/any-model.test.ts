// Models of several architectures, tokenizers, heads and layouts in a page, beside plain loops over floats and beside Node.
import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { SOFTWARE_WEBGPU } from '../../tools/chromium/launch.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import {
  HEADS,
  type MadeUpModel,
  madeUpDense,
  madeUpFolder,
  sentenceModules,
  throughDense,
  unit,
} from '../web/made-up-folder.js';
import { SCRIPTS } from '../web/many-scripts.js';
import { byteFallback, bytePairs, unigram, wordPiece } from '../web/tokenizer-files.js';
import { ScriptSuite } from './fixture.js';
import { longestTasks } from './main-thread.js';

type Script = typeof import('./any-model-page.js');

const TEXTS = Object.values(SCRIPTS);
/** Milliseconds of processor time for which a page may be busy at a stretch: what its users do not notice. */
const MOST_BUSY_MS = 150;

interface Case {
  model: MadeUpModel;
  options: OnnxEmbedderOptions;
  expected: (states: Float64Array[]) => Float64Array;
}

const dense = [madeUpDense(16, 12, 1)];

const CASES: Record<string, () => Case> = {
  'BERT, WordPiece, 8 bits': () => ({
    model: {
      shape: { kind: 'bert' },
      tokenizer: wordPiece(),
      format: 'int8',
      file: 'onnx/model_quantized.onnx',
    },
    options: { files: ['tokenizer.json', 'config.json', 'onnx/model_quantized.onnx'] },
    expected: (states) => unit(HEADS.mean(states)),
  }),
  'XLM-RoBERTa, Unigram, first token and a dense layer, weights in two files': () => ({
    model: {
      shape: { kind: 'bert', offset: 2 },
      tokenizer: unigram(),
      outside: 'model.onnx_data',
      files: { ...sentenceModules({ pooling_mode: 'cls' }, dense), ...NO_PROMPTS },
    },
    options: {
      files: [
        'tokenizer.json',
        'config.json',
        'modules.json',
        '1_Pooling/config.json',
        '2_Dense/config.json',
        '2_Dense/model.safetensors',
        'onnx/model.onnx',
        'onnx/model.onnx_data',
      ],
    },
    expected: (states) => unit(throughDense(HEADS.cls(states), dense)),
  }),
  'a decoder, byte-level BPE, last token, 4 bits': () => ({
    model: { shape: { kind: 'decoder' }, tokenizer: bytePairs(), format: 'q4', file: 'onnx/model_q4.onnx' },
    options: { files: ['tokenizer.json', 'config.json', 'onnx/model_q4.onnx'], pooling: 'last' },
    expected: (states) => unit(HEADS.last(states)),
  }),
  'the encoder of T5, BPE with bytes, pooled by itself, 16 bits beside config.json, cut': () => ({
    model: {
      shape: { kind: 't5' },
      tokenizer: byteFallback(),
      format: 'fp16',
      file: 'model_fp16.onnx',
      graph: { output: 'both' },
    },
    options: { files: ['tokenizer.json', 'config.json', 'model_fp16.onnx'], dimensions: 8 },
    expected: (states) => unit(HEADS.mean(states).slice(0, 8)),
  }),
};
const NO_PROMPTS = { 'config_sentence_transformers.json': {}, 'sentence_bert_config.json': {} };

let made = 0;

/** Makes the model's folder and has the suite serve it; its URL, and where it is here. */
async function served(suite: ScriptSuite<Script>, model: MadeUpModel) {
  const folder = await madeUpFolder(model);
  const url = `made-${made++}`;
  await cp(folder.folder, `${suite.served.folder}/${url}`, { recursive: true });
  return { ...folder, url: `/${url}` };
}

describe('models of all kinds in a page', { timeout: 600_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/any-model-page');

  for (const [name, make] of Object.entries(CASES)) {
    test(name, async () => {
      const { model, options, expected } = make();
      const { folder, url, states } = await served(suite, model);
      const script = await suite.open();
      let there: Awaited<ReturnType<Script['embed']>> | undefined;
      const tasks = await longestTasks(suite.browser, script.page, async () => {
        there = await script.call('embed', url, TEXTS, options);
      });
      const embedder = await OnnxEmbedder.load(folder, { device: 'wasm', ...options });
      assert.equal(there?.fingerprint, embedder.fingerprint);
      assert.equal(there?.dtype, embedder.dtype);
      await embedder.close();
      for (const [i, text] of TEXTS.entries()) {
        const wanted = expected(states(text));
        assert.equal(there?.vectors[i]?.length, wanted.length);
        for (const [at, value] of wanted.entries())
          assert.ok(Math.abs(value - (there?.vectors[i]?.[at] ?? 0)) < 5e-4, `${text}: value ${at}`);
      }
      // Tokenizers of 33 MB are parsed in the worker: the page goes on meanwhile.
      assert.ok((tasks[0] ?? 0) < MOST_BUSY_MS, `the page was busy for ${tasks[0]} ms`);
      assert.deepEqual(script.problems, []);
      assert.deepEqual(script.foreignRequests(), []);
      await script.page.close();
      await rm(folder, { recursive: true });
    });
  }

  test('what is wrong is said with its file, and nothing outside of the folder is asked for', async () => {
    const { folder, url } = await served(suite, {
      shape: { kind: 'bert' },
      tokenizer: unigram(),
      outside: '../secret.bin',
      outsideAt: 'secret.bin',
    });
    const script = await suite.open();
    const { code, message } = await script.call('failure', url);
    assert.equal(code, 'model-load');
    assert.match(message, /onnx\/\.\.\/secret\.bin: it is not in the folder of the model/);
    assert.ok(!script.requests.some((request) => request.includes('secret')));
    const other = await served(suite, {
      shape: { kind: 'bert' },
      tokenizer: unigram(),
      files: { 'tokenizer.json': wordPiece() },
    });
    const wrong = await script.call('failure', other.url);
    assert.match(wrong.message, /tokenizer\.json: it has 30522 tokens, but the model knows 8000/);
    await rm(other.folder, { recursive: true });
    await script.page.close();
    await rm(folder, { recursive: true });
  });
});

describe('a small model on WebGPU, computed by the processor', { timeout: 600_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/any-model-page', SOFTWARE_WEBGPU);
  const texts = TEXTS.slice(0, 4);

  test('may have weights in two files', async () => {
    const { folder, url, states } = await served(suite, {
      shape: { kind: 'bert' },
      tokenizer: wordPiece(),
      outside: 'model.onnx_data',
    });
    const script = await suite.open();
    const { device, vectors } = await script.call('embed', url, texts, { device: 'webgpu' });
    assert.equal(device, 'webgpu');
    for (const [i, text] of texts.entries()) {
      for (const [at, value] of unit(HEADS.mean(states(text))).entries())
        assert.ok(Math.abs(value - (vectors[i]?.[at] ?? 0)) < 5e-4, `${text}: value ${at}`);
    }
    assert.ok(script.requests.some((request) => request.endsWith('/onnx/model.onnx_data')));
    await script.page.close();
    await rm(folder, { recursive: true });
  });

  test('is left where WASM is quicker, which is measured if the adapter does not say what it is', async () => {
    const { folder, url } = await served(suite, { shape: { kind: 'bert' }, tokenizer: wordPiece() });
    const script = await suite.open();
    await script.call('hideSoftwareAdapters');
    const settings = { device: 'auto', worker: false } as const;
    const { device, fallbackReason, vectors } = await script.call('embed', url, texts, settings);
    assert.equal(device, 'wasm');
    const told = /^WASM is quicker here: ([\d.]+) ms for a short batch, ([\d.]+) ms on WebGPU$/;
    const [, wasm, gpu] = told.exec(fallbackReason ?? '') ?? assert.fail(fallbackReason);
    assert.ok(Number(wasm) <= Number(gpu));
    console.log(`# ${fallbackReason}`);
    assert.equal(vectors.length, texts.length);
    await script.page.close();
    await rm(folder, { recursive: true });
  });
});
