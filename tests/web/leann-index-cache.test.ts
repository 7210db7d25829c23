// The cache of vectors: what was embedded once is not embedded again, in memory and in the store.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { effortOf, finalOf, openGlosses } from './gloss-index.js';
import { withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const COUNT = 1000;

describe('the cache of vectors', () => {
  let core: Core;

  before(async () => {
    core = await Core.load();
  });

  function ids(hits: readonly { id: string }[]): string[] {
    return hits.map(({ id }) => id);
  }

  it('answers the same query again without embedding a passage', async () => {
    const { index, queries, embedder } = await openGlosses(COUNT, { core });
    const [query = ''] = queries;
    const first = await finalOf(index, query);
    const started = embedder.embedded();
    const again = await updatesOf(index, query, { mode: 'meaning' });
    assert.equal(embedder.embedded() - started, 1, 'the query alone');
    assert.deepEqual(
      again.map(({ final, stats }) => [final, stats.recomputed, stats.cached]),
      [[true, 0, first.stats.recomputed]],
    );
    assert.deepEqual(ids(again[0]?.hits ?? []).toSorted(), ids(first.hits).toSorted());
    const { cache } = index.info();
    assert.equal(cache.budget, 4 * 2 ** 20);
    assert.equal(cache.entries, first.stats.recomputed);
    assert.ok(cache.bytes > cache.entries * 64 && cache.bytes <= cache.budget);
    assert.equal(cache.hitRate, 0.5);
    await index.close();
  });

  it('answers as well from the cache, and embeds next to nothing', async () => {
    const glosses = await openGlosses(COUNT, { core });
    const cold = await effortOf(glosses);
    const warm = await effortOf(glosses);
    const both = JSON.stringify({ cold, warm });
    assert.ok(warm.recall > cold.recall - 0.01, both);
    assert.ok(warm.recomputed < cold.recomputed / 20, both);
    await glosses.index.close();
  });

  it('is off when it may take no bytes', async () => {
    const { index, queries, embedder } = await openGlosses(COUNT, { core, cacheBytes: 0 });
    const [query = ''] = queries;
    const first = await finalOf(index, query);
    const started = embedder.embedded();
    const again = await finalOf(index, query);
    assert.equal(embedder.embedded() - started - 1, first.stats.recomputed);
    assert.deepEqual(again.hits, first.hits);
    assert.equal(again.stats.cached, 0);
    assert.deepEqual(index.info().cache, { bytes: 0, budget: 0, entries: 0, pinned: 0, hitRate: 0 });
    await index.close();
  });

  it('keeps to its bytes, and saves the more recomputations the more it has', async () => {
    const recomputed: number[] = [];
    for (const cacheBytes of [0, 20_000, 200_000]) {
      const glosses = await openGlosses(COUNT, { core, cacheBytes });
      recomputed.push((await effortOf(glosses)).recomputed);
      const { cache } = glosses.index.info();
      assert.ok(cache.bytes <= cacheBytes, `${cache.bytes} of ${cacheBytes}`);
      assert.equal(cache.entries > 0, cacheBytes > 0);
      await glosses.index.close();
    }
    const [none = 0, some = 0, many = 0] = recomputed;
    assert.ok(many < some && some < none, recomputed.join(', '));
  });

  it('gives nothing that a filter leaves out', async () => {
    const { index, queries } = await openGlosses(COUNT, { core });
    for (const query of queries.slice(0, 5)) {
      const found = new Set(ids(await hitsOf(index, query)));
      const others = await hitsOf(index, query, { filter: ({ id }) => !found.has(id) });
      assert.equal(others.length, 10);
      assert.ok(others.every(({ id }) => !found.has(id)));
    }
    await index.close();
  });

  it('begins again when the index has grown, and never answers with what was there before', () =>
    withIndex(
      async ({ index, embedder }) => {
        await addAll(index, someDocuments(40));
        for (const { text } of someDocuments(40)) await hitsOf(index, text, { k: 3, maxRecomputes: 8 });
        assert.ok(index.info().cache.entries > 0);
        for (const [count, first, linked] of [
          [10, 40, false],
          [100, 50, true],
        ] as const) {
          await addAll(index, someDocuments(count, first));
          assert.equal(index.info().cache.entries === 0, linked);
          for (const { id, text } of someDocuments(first + count)) {
            assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
          }
          const started = embedder.embedded();
          await hitsOf(index, someDocuments(1)[0]?.text ?? '', { k: 1 });
          assert.equal(embedder.embedded() - started, 1);
        }
      },
      { cacheBytes: 1_000_000 },
    ));

  describe('that is saved', () => {
    const query = 'rain on the lake';

    async function filled(options: Partial<OpenOptions>): Promise<MemoryStore> {
      const store = new MemoryStore();
      const index = await open(store, options);
      await addAll(index, someDocuments(300));
      await finalOf(index, query);
      await index.save();
      await index.close();
      return store;
    }

    function open(store: MemoryStore, options: Partial<OpenOptions> = {}): Promise<LeannIndex> {
      return LeannIndex.open('kept', { embedder: wordEmbedder(), store, core, ...options });
    }

    async function storedBytes(store: MemoryStore): Promise<number> {
      return (await store.load())?.index.length ?? 0;
    }

    /** Passages embedded for the query by an index that was just opened. */
    async function recomputedAfter(store: MemoryStore, options?: Partial<OpenOptions>): Promise<number> {
      const index = await open(store, options);
      const { stats, hits } = await finalOf(index, query);
      assert.equal(hits.length, 10);
      await index.close();
      return stats.recomputed;
    }

    it('is there when the index is opened again, and takes no more bytes than it may', async () => {
      const without = await filled({});
      const withAll = await filled({ savedCacheBytes: 100_000 });
      const withFew = await filled({ savedCacheBytes: 1000 });
      assert.equal(await recomputedAfter(withAll), 0);
      const [none, few] = [await recomputedAfter(without), await recomputedAfter(withFew)];
      assert.ok(few > 0 && few < none, `${few} and ${none}`);
      const bytes = await storedBytes(without);
      const grown = [(await storedBytes(withFew)) - bytes, (await storedBytes(withAll)) - bytes];
      assert.ok((grown[0] ?? 0) > 64 && (grown[0] ?? 0) <= 1000, grown.join());
      assert.ok((grown[1] ?? 0) > 1000 && (grown[1] ?? 0) <= 100_000, grown.join());
      // Vectors that were saved are not used where none may be kept.
      assert.equal(await recomputedAfter(withAll, { cacheBytes: 0 }), none);
    });

    it('is saved by itself, once', async () => {
      const store = await filled({});
      const index = await open(store, { savedCacheBytes: 100_000 });
      await index.save();
      assert.equal(index.info().generation, 1);
      await finalOf(index, query);
      await index.save();
      await finalOf(index, query);
      await index.save();
      assert.equal(index.info().generation, 2);
      await index.close();
      assert.equal(await recomputedAfter(store), 0);
    });
  });

  it('refuses what is no number of bytes', async () => {
    const live = core.liveHandles;
    const embedder = wordEmbedder();
    for (const bytes of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '7' as unknown as number]) {
      for (const options of [{ cacheBytes: bytes }, { savedCacheBytes: bytes }]) {
        const opening = LeannIndex.open('x', { embedder, store: 'memory', core, ...options });
        await assert.rejects(opening, { code: 'invalid-argument', message: /Bytes/ }, String(bytes));
      }
    }
    assert.equal(core.liveHandles, live);
  });
});
