// The readers of the development data: what they read fits together, and absent data are no error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDebian, readSentencePairs } from '../../tools/corpora/shared-data.js';

const debian = readDebian();
const pairs = readSentencePairs();
const absent = 'the development data are not beside the project';

test('absent data are undefined', () => {
  assert.equal(readDebian('/nowhere'), undefined);
  assert.equal(readSentencePairs('/nowhere'), undefined);
});

test('rows, vectors and answers fit together', { skip: debian ? false : absent }, () => {
  assert.ok(debian);
  const { dimension, documents, queries, truth, truthDepth } = debian;
  assert.equal(documents.vectors.length, documents.texts.length * dimension);
  assert.equal(queries.vectors.length, queries.texts.length * dimension);
  assert.equal(truth.length, queries.texts.length * truthDepth);
  for (const query of [0, 777, 1999]) {
    const scores = documents.texts.map((_, row) => product(queries.vectors, query, documents.vectors, row));
    const known = scores[truth[query * truthDepth] ?? -1] ?? Number.NaN;
    const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    assert.ok(best - known < 1e-6, `query ${query}: ${known} is not ${best}`);
  }
  function product(a: Float32Array, rowA: number, b: Float32Array, rowB: number): number {
    let sum = 0;
    for (let i = 0; i < dimension; i++)
      sum += (a[rowA * dimension + i] ?? 0) * (b[rowB * dimension + i] ?? 0);
    return sum;
  }
});

test('sentence pairs have a judgement from 0 to 5', { skip: pairs ? false : absent }, () => {
  assert.ok(pairs);
  assert.equal(pairs.length, 1500);
  for (const { gold, first, second } of pairs) assert.ok(gold >= 0 && gold <= 5 && first && second);
});
