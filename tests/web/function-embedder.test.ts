// A plain function as an embedder: what it is asked, and what is checked of its answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EmbedFunction, embedderFrom } from '../../web/embed/embedder.js';
import { expectCode } from './expect.js';

const description = { dimension: 2, fingerprint: 'lengths', batchSize: 3 };
const lengths: EmbedFunction = async (texts) => texts.map(({ length }) => Float32Array.of(length, 0.5));
const answering = (...vectors: number[][]) =>
  embedderFrom(async () => vectors.map((vector) => Float32Array.from(vector)), description);

test('texts come in batches, vectors go out in order and of unit length', async () => {
  const batches: number[] = [];
  const embedder = embedderFrom(async (texts, options) => {
    batches.push(texts.length);
    return await lengths(texts, options);
  }, description);
  const vectors = await embedder.embed(['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef']);
  assert.deepEqual(batches, [3, 3, 1]);
  for (const [i, vector] of vectors.entries()) {
    const norm = Math.hypot(i, 0.5);
    assert.deepEqual([...vector], [Math.fround(i / norm), Math.fround(0.5 / norm)]);
  }
  assert.deepEqual(await embedder.embed([]), []);
});

test('it says what it was told', () => {
  const tokenizer = { encode: () => [1], specialTokens: { prefix: [], suffix: [] } };
  const embedder = embedderFrom(lengths, { ...description, maxTokens: 99, tokenizer });
  const { dimension, fingerprint, batchSize, maxTokens, device } = embedder;
  assert.deepEqual([dimension, fingerprint, batchSize, maxTokens, device], [2, 'lengths', 3, 99, 'custom']);
  assert.equal(embedder.tokenizer, tokenizer);
});

test("the function's own arrays are left as they are", async () => {
  const own = Float32Array.of(3, 4);
  const [vector] = await embedderFrom(async () => [own], description).embed(['a']);
  assert.deepEqual([...own], [3, 4]);
  assert.notEqual(vector, own);
});

test('wrong answers are refused', async () => {
  const wrong = [
    answering(),
    answering([1, 2], [3, 4]),
    answering([1, 2, 3]),
    answering([0, 0]),
    answering([1, Number.NaN]),
    answering([Number.POSITIVE_INFINITY, 1]),
  ];
  for (const embedder of wrong) {
    const message = await expectCode(embedder.embed(['a']), 'embedding-failed');
    assert.match(message, /^leann: cannot embed .+: ./);
  }
});

test("the function's own error comes through", async () => {
  const reason = new Error('no network');
  const embedder = embedderFrom(() => Promise.reject(reason), description);
  await assert.rejects(embedder.embed(['a']), reason);
});

test('an abort ends it between batches, with the reason of the signal', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  let calls = 0;
  const embedder = embedderFrom(async (texts, options) => {
    assert.equal(options.signal, controller.signal);
    calls++;
    controller.abort(reason);
    return await lengths(texts, options);
  }, description);
  await assert.rejects(embedder.embed(['a', 'b', 'c', 'd'], { signal: controller.signal }), reason);
  assert.equal(calls, 1);
});

test('closed is closed', async () => {
  const embedder = embedderFrom(lengths, description);
  await embedder.close();
  await embedder.close();
  await expectCode(embedder.embed(['a']), 'closed');
});

test('descriptions that make no sense are refused', () => {
  const wrong = [
    { dimension: 0 },
    { dimension: 1.5 },
    { batchSize: 0 },
    { maxTokens: -1 },
    { fingerprint: '' },
  ];
  for (const part of wrong) {
    assert.throws(() => embedderFrom(lengths, { ...description, ...part }), { code: 'invalid-argument' });
  }
});
