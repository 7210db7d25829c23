// The exported model: the float one is right, and the 8-bit one is near it and does not mind its batch.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exportModel } from '../../cli/model/model-folder.js';
import { readDebian, readSentencePairs } from '../../tools/corpora/shared-data.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { modelFolder } from './model-folder.js';
import { OnnxModel } from './onnx-model.js';
import { spearman } from './rank-correlation.js';

const absent = 'the development data are not beside the project';
const debian = readDebian();
const pairs = readSentencePairs();
let float: OnnxModel;
let int8: OnnxModel;

before(async () => {
  float = await OnnxModel.load('model.onnx');
  int8 = await OnnxModel.load('model_quantized.onnx');
});

after(async () => {
  await float.release();
  await int8.release();
});

test('the folder is made once, and again when it is damaged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  try {
    // Making it takes long: it is made below, over what is damaged.
    const stop = () => assert.fail('it is to be made');
    await assert.rejects(exportModel(folder, stop), /it is to be made/);
    await cp(modelFolder(), folder, { recursive: true });
    assert.equal(await exportModel(folder, stop), false);
    const file = join(folder, 'onnx', 'model_quantized.onnx');
    await truncate(file, 1000);
    assert.equal(await exportModel(folder), true);
    assert.equal(await exportModel(folder, stop), false);
    const again = await readFile(file);
    assert.ok(again.equals(await readFile(join(modelFolder(), 'onnx', 'model_quantized.onnx'))));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the tokenizer neither cuts nor pads', async () => {
  const tokenizer = JSON.parse(await readFile(join(modelFolder(), 'tokenizer.json'), 'utf8'));
  assert.equal(tokenizer.truncation, null);
  assert.equal(tokenizer.padding, null);
});

test('the 8-bit model is a quarter of the float one', async () => {
  const size = async (name: string) => (await stat(join(modelFolder(), 'onnx', name))).size;
  const [small, large] = [await size('model_quantized.onnx'), await size('model.onnx')];
  assert.ok(small > 22e6 && small < 24e6, `${small} bytes`);
  assert.ok(large > 89e6 && large < 91e6, `${large} bytes`);
});

test('a known sentence has its known vector', async () => {
  const [vector] = await float.embed(['The cat sat on the mat.']);
  const known = [0.130211, -0.015769, -0.0367, 0.05801, -0.059827, 0.032972, 0.03019, 0.028979];
  known.forEach((value, i) => {
    assert.ok(Math.abs((vector?.[i] ?? 0) - value) < 2e-6, `${i}: ${vector?.[i]} is not ${value}`);
  });
});

test('float vectors are those of another implementation', { skip: debian ? false : absent }, async () => {
  assert.ok(debian);
  const { dimension, documents } = debian;
  for (const row of [0, 777, 12_345, 40_000, 59_596]) {
    const [vector] = await float.embed([documents.texts[row] ?? ''], 96);
    const theirs = documents.vectors.subarray(row * dimension, (row + 1) * dimension);
    assert.ok(cosine(vector, theirs) > 0.9995, `row ${row}`);
  }
});

test('8-bit vectors are near the float ones', async () => {
  const texts = readGlosses({ limit: 60 }).map(({ text }) => text);
  let sum = 0;
  for (const text of texts) {
    const [[exact], [near]] = await Promise.all([float.embed([text]), int8.embed([text])]);
    const likeness = cosine(near, exact);
    assert.ok(likeness > 0.99, `${text}: ${likeness}`);
    sum += likeness;
  }
  assert.ok(sum / texts.length > 0.997, `mean cosine ${sum / texts.length}`);
});

test('a text has the same 8-bit vector alone and in a padded batch, to the last bit', async () => {
  const glosses = readGlosses({ limit: 40 }).map(({ text }) => text);
  // Lengths on both sides of 128 tokens: there the runtime cuts its multiplications otherwise.
  const long = [10, 20, 30].map((count) => glosses.slice(0, count).join('. '));
  for (const batch of [glosses.slice(0, 12), [...glosses.slice(12, 15), ...long], [long[1] ?? '', 'short']]) {
    const together = await int8.embed(batch);
    for (const [i, text] of batch.entries()) {
      const [alone] = await int8.embed([text]);
      assert.deepEqual(together[i], alone, text);
    }
  }
});

test('8 bits cost nothing on sentence pairs', { skip: pairs ? false : absent }, async () => {
  assert.ok(pairs);
  const some = pairs.filter((_, i) => i % 10 === 0);
  const gold = some.map((pair) => pair.gold);
  const score = async (model: OnnxModel) => {
    const likeness: number[] = [];
    for (const { first, second } of some) {
      const [a, b] = await model.embed([first, second]);
      likeness.push(cosine(a, b));
    }
    return spearman(gold, likeness);
  };
  const [exact, near] = [await score(float), await score(int8)];
  assert.ok(exact > 0.85, `float: ${exact}`);
  assert.ok(Math.abs(exact - near) < 0.005, `8 bits: ${near}, float: ${exact}`);
});

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  assert.ok(a && b && a.length === b.length);
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return product / Math.sqrt(squaresA * squaresB);
}
