// Our vectors beside those of another implementation of the same model, if its data are at hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDebian } from '../../tools/corpora/shared-data.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { modelFolder } from './model-folder.js';

const debian = readDebian();
const skip = debian ? false : 'the development data are not beside the project';
const TEXTS = 32;

test('fp32 vectors are those that were computed elsewhere', { skip, timeout: 120_000 }, async () => {
  assert.ok(debian);
  const { dimension, documents } = debian;
  const rows = Array.from({ length: TEXTS }, (_, i) => Math.floor((i * documents.texts.length) / TEXTS));
  const texts = rows.map((row) => documents.texts[row] ?? '');
  const embedder = await OnnxEmbedder.load(modelFolder(), { dtype: 'fp32', device: 'wasm', maxTokens: 96 });
  const vectors = await embedder.embed(texts);
  for (const [i, vector] of vectors.entries()) {
    const start = (rows[i] ?? 0) * dimension;
    const cosine = vector.reduce((sum, value, at) => sum + value * (documents.vectors[start + at] ?? 0), 0);
    assert.ok(cosine > 0.9995, `row ${rows[i]}: ${cosine}`);
  }
  await embedder.close();
});
