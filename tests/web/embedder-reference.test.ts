// Our vectors beside those of another implementation of the same model, where its data are at hand.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { widenHalfFloats } from '../../cli/model/half-float.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { modelFolder } from './model-folder.js';

const data = fileURLToPath(new URL('../../../../shared/data/debian-60k', import.meta.url));
const skip = existsSync(data) ? false : 'the vectors to compare with are not beside the project';
const DIMENSION = 384;
const TEXTS = 32;

test('fp32 vectors are those that were computed elsewhere', { skip, timeout: 120_000 }, async () => {
  const lines = gunzipSync(readFileSync(`${data}/docs.jsonl.gz`))
    .toString()
    .trimEnd()
    .split('\n');
  const expected = readFileSync(`${data}/vectors.f16`);
  const rows = Array.from({ length: TEXTS }, (_, i) => Math.floor((i * lines.length) / TEXTS));
  const texts = rows.map((row) => (JSON.parse(lines[row] ?? '') as { text: string }).text);
  const embedder = await OnnxEmbedder.load(modelFolder(), { dtype: 'fp32', device: 'wasm', maxTokens: 96 });
  const vectors = await embedder.embed(texts);
  for (const [i, vector] of vectors.entries()) {
    const start = (rows[i] ?? 0) * DIMENSION * 2;
    const other = widenHalfFloats(expected.subarray(start, start + DIMENSION * 2));
    const cosine = vector.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
    assert.ok(cosine > 0.9995, `row ${rows[i]}: ${cosine}`);
  }
  await embedder.close();
});
