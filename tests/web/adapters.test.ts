// Other people's embedders: what they are called with, and what comes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLangChain, fromTransformers, fromVercel } from '../../web/adapters.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, hitsOf } from './drive.js';
import { expectCode } from './expect.js';

/** Length and first letter: enough to tell texts apart. */
const vectorOf = (text: string) => [text.length, text.charCodeAt(0) || 1, 1];

test('transformers.js: pooling and unit length are asked for, prefixes put before texts', async () => {
  const calls: unknown[] = [];
  const extract = async (texts: string[], options: object) => {
    calls.push([texts, options]);
    return { tolist: () => texts.map(vectorOf) };
  };
  const options = { fingerprint: 'model', pooling: 'last', queryPrefix: 'query: ' } as const;
  const embedder = await fromTransformers(extract, options);
  assert.equal(embedder.dimension, 3);
  assert.equal(embedder.fingerprint, 'model:last:["query: ",""]');
  const [query] = await embedder.embed(['rain'], { kind: 'query' });
  assert.ok(Math.abs(Math.hypot(...(query ?? [])) - 1) < 1e-6);
  assert.deepEqual(calls.at(-1), [['query: rain'], { pooling: 'last_token', normalize: true }]);
  await embedder.embed(['rain']);
  assert.deepEqual(calls.at(-1), [['rain'], { pooling: 'last_token', normalize: true }]);
  const other = await fromTransformers(extract, { fingerprint: 'model' });
  assert.notEqual(other.fingerprint, embedder.fingerprint);
});

test('the Vercel AI SDK: the model, the texts in batches, and the signal are handed on', async () => {
  const calls: { model: string; values: string[]; abortSignal?: AbortSignal }[] = [];
  const embedMany = async (call: { model: string; values: string[]; abortSignal?: AbortSignal }) => {
    calls.push(call);
    return { embeddings: call.values.map(vectorOf) };
  };
  const embedder = await fromVercel(embedMany, 'small', { fingerprint: 'small', batchSize: 2 });
  const { signal } = new AbortController();
  assert.equal((await embedder.embed(['a', 'b', 'c'], { signal })).length, 3);
  assert.deepEqual(
    calls.slice(1).map(({ model, values, abortSignal }) => [model, values, abortSignal]),
    [
      ['small', ['a', 'b'], signal],
      ['small', ['c'], signal],
    ],
  );
});

test('LangChain: queries and passages go their own ways, and an index is built and searched', async () => {
  const asked: string[] = [];
  const embeddings = {
    embedDocuments: async (texts: string[]) => texts.map(vectorOf),
    embedQuery: async (text: string) => {
      asked.push(text);
      return vectorOf(text);
    },
  };
  const embedder = await fromLangChain(embeddings, { fingerprint: 'theirs' });
  const index = await LeannIndex.open('theirs', { embedder, store: 'memory' });
  await addAll(index, [
    { id: 'short', text: 'rain' },
    { id: 'long', text: 'It rained all the way home, and we had no umbrella with us.' },
  ]);
  assert.equal((await hitsOf(index, 'rain', { mode: 'meaning' }))[0]?.id, 'short');
  assert.deepEqual(asked, ['rain']);
  await index.close();
});

test('what is no vector is refused', async () => {
  const nothing = async () => ({ tolist: () => [[]] });
  await expectCode(fromTransformers(nothing, { fingerprint: 'x' }), 'invalid-argument');
  const unnamed = fromLangChain(
    { embedDocuments: async (texts) => texts.map(vectorOf), embedQuery: async (text) => vectorOf(text) },
    { fingerprint: '' },
  );
  await expectCode(unnamed, 'invalid-argument');
});
