// Defaults of embedders and of searches with them, as the documentation of the options says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embedderFrom } from '../../web/embed/embedder.js';
import type { ModelFiles } from '../../web/embed/model-folder.js';
import { settingsFor } from '../../web/embed/model-settings.js';
import { NO_MODULES } from '../../web/embed/sentence-modules.js';
import { searchSettings } from '../../web/search/search-settings.js';

const tokenizer = { encode: () => [], specialTokens: { prefix: [1], suffix: [2] } };
const files: ModelFiles = {
  dtype: 'fp32',
  runtime: 'onnxruntime',
  model: new Uint8Array(0),
  tokenizer: new Uint8Array(0),
  tokenizerJson: {},
  tokenizerConfig: {},
  config: {},
  formats: undefined,
  file: 'onnx/model.onnx',
  external: [],
  modules: NO_MODULES,
};

test('a model runs 8 texts at once, and reads 256 tokens of each or what it takes if less', () => {
  const { batchSize, maxTokens } = settingsFor(files, tokenizer, {});
  assert.deepEqual({ batchSize, maxTokens }, { batchSize: 8, maxTokens: 256 });
  const config = { max_position_embeddings: 64 };
  assert.equal(settingsFor({ ...files, config }, tokenizer, {}).maxTokens, 64);
  const modules = { ...NO_MODULES, maxTokens: 32 };
  assert.equal(settingsFor({ ...files, config, modules }, tokenizer, {}).maxTokens, 32);
  assert.equal(settingsFor({ ...files, config, modules }, tokenizer, { maxTokens: 48 }).maxTokens, 48);
});

test('a model of the kind of RoBERTa takes fewer tokens than it has positions', () => {
  const config = { model_type: 'xlm-roberta', max_position_embeddings: 66, pad_token_id: 1 };
  assert.equal(settingsFor({ ...files, config }, tokenizer, {}).maxTokens, 64);
  assert.throws(() => settingsFor({ ...files, config }, tokenizer, { maxTokens: 65 }), {
    code: 'invalid-argument',
  });
});

test('a function is given 16 texts at once, of 256 tokens', () => {
  const { batchSize, maxTokens } = embedderFrom(async () => [], { dimension: 2, fingerprint: 'none' });
  assert.deepEqual({ batchSize, maxTokens }, { batchSize: 16, maxTokens: 256 });
});

test('a search asks for 10 hits, and recomputes until their order is sure, at most 8 passages, in batches as its embedder takes them', () => {
  for (const given of [undefined, 5]) {
    const description = { dimension: 2, fingerprint: 'none', ...(given && { batchSize: given }) };
    const { core } = searchSettings(
      'query',
      {},
      embedderFrom(async () => [], description),
    );
    assert.deepEqual(core, { k: 10, batchSize: given ?? 16, leastGain: 0.005, maxRecomputes: 8 });
  }
});

test('whoever asks for a confidence, or for a number of passages, has as many recomputed as that takes', () => {
  const embedder = embedderFrom(async () => [], { dimension: 2, fingerprint: 'none' });
  for (const asked of [{ confidence: 0.9 }, { maxRecomputes: 5 }, { confidence: 1, maxRecomputes: 20 }]) {
    const { core } = searchSettings('query', asked, embedder);
    assert.deepEqual(core, { k: 10, batchSize: 16, ...asked });
  }
});
