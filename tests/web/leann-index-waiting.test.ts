// Passages that were added and wait to be linked: they are found at once, and saved with their vectors.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf } from './drive.js';
import { exactBest } from './exact-search.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

describe('passages that wait to be linked', () => {
  it('are found at once, by exact scores, among the others', () =>
    withIndex(async ({ index, embedder }) => {
      const documents = someDocuments(200);
      await addAll(index, documents.slice(0, 150));
      for (const document of documents.slice(150)) {
        const started = embedder.embedded();
        await addAll(index, [document]);
        assert.equal(embedder.embedded() - started, 1);
        const [hit] = await hitsOf(index, document.text, { k: 1 });
        assert.deepEqual([hit?.id, hit?.exact], [document.id, true]);
      }
      assert.equal(index.info().compaction.buffered, 50);
      assert.equal(index.info().bytes.buffered, 50 * 64 * 2);
      const query = documents[170]?.text ?? '';
      const best = await hitsOf(index, query, { mode: 'meaning', k: 5, confidence: 1, maxRecomputes: 1000 });
      assert.deepEqual(
        best.map(({ id }) => id),
        exactBest(documents, query, 5),
      );
      const scores = best.map(({ score }) => score);
      assert.deepEqual(
        scores,
        scores.toSorted((left, right) => right - left),
      );
    }));

  it('are ranked by score among what was recomputed and what is only estimated', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(200));
      await addAll(index, someDocuments(3, 200));
      let mixed = 0;
      for (const { text } of someDocuments(20, 300)) {
        const options = { mode: 'meaning', confidence: 1, maxRecomputes: 8 } as const;
        const hits = await hitsOf(index, text, { ...options, k: 203 });
        const scores = hits.map(({ score }) => score);
        assert.deepEqual(
          scores,
          scores.toSorted((left, right) => right - left),
        );
        const exact = hits.map((hit) => hit.exact);
        assert.deepEqual([exact.filter(Boolean).length, exact.length], [11, 203]);
        assert.deepEqual(await hitsOf(index, text, { ...options, k: 20 }), hits.slice(0, 20));
        if (exact.lastIndexOf(true) > exact.indexOf(false)) mixed++;
      }
      assert.ok(mixed > 0, 'they are mixed');
    }));

  it('obey filters, and are not embedded for a search', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(40));
      await addAll(index, someDocuments(5, 40));
      const started = embedder.embedded();
      const hits = await hitsOf(index, 'sun', { k: 100, filter: ['d41', 'd44', 'gone'] });
      assert.deepEqual(hits.map(({ id }) => id).toSorted(), ['d41', 'd44']);
      assert.equal(embedder.embedded() - started, 1, 'the query');
    }));

  it('are linked when there are 256', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(600));
      const { graph } = index.info().bytes;
      await addAll(index, someDocuments(255, 600));
      assert.deepEqual([index.info().compaction.buffered, index.info().bytes.graph], [255, graph]);
      await addAll(index, someDocuments(1, 855));
      assert.equal(index.info().compaction.buffered, 0);
      assert.ok(index.info().bytes.graph > graph);
      assert.equal(index.info().trainedPassages, 600);
      for (const { id, text } of someDocuments(20, 836))
        assert.equal((await hitsOf(index, text, { k: 1, confidence: 1 }))[0]?.id, id);
    }));

  it('are saved with their vectors, and score the same afterwards', async () => {
    const store = new MemoryStore();
    const first = await LeannIndex.open('kept', { embedder: wordEmbedder(), store, cacheBytes: 0 });
    await addAll(first, someDocuments(40));
    await first.save();
    const index = (await store.load())?.index;
    await addAll(first, someDocuments(20, 40));
    await first.save();
    assert.deepEqual((await store.load())?.manifest.index.generation, 1, 'the graph is not written again');
    assert.deepEqual((await store.load())?.index, index);
    const state = await stateOf(first);
    await first.close();
    const embedder = wordEmbedder();
    const second = await LeannIndex.open('kept', { embedder, store, cacheBytes: 0 });
    assert.deepEqual(await stateOf(second), state);
    await compactAll(second);
    assert.equal(second.info().compaction.buffered, 0);
    await second.close();
  });
});
