// LeannIndex.search: what it yields, in which order, and that it leaves nothing behind.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { exactBest } from './exact-search.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const DOCUMENTS = someDocuments(300);

/** By meaning, so that what it costs does not depend on words. */
const MEANING = { mode: 'meaning' } as const;

/** Makes a search recompute everything. */
const ALL: SearchOptions = { ...MEANING, confidence: 1, maxRecomputes: 300, strategy: 'scan' };

describe('LeannIndex.search', () => {
  let core: Core;
  let index: LeannIndex;
  const embedder = wordEmbedder();

  before(async () => {
    core = await Core.load();
    // Without a cache, so that no test changes what another sees.
    index = await LeannIndex.open('search', { embedder, store: 'memory', core, cacheBytes: 0 });
    await addAll(index, DOCUMENTS);
  });

  it('finds a document by its own text, with all that a hit has', async () => {
    const { id, text } = DOCUMENTS[123] ?? assert.fail();
    const [hit] = await hitsOf(index, text, { k: 3, maxRecomputes: 8 });
    assert.ok(hit);
    const { meaning = 0, words, score } = hit;
    assert.ok(Math.abs(meaning - 1) < 1e-5 && words > 0.999 && words <= 1 && score > 0.99 && score <= 1);
    assert.deepEqual(
      { ...hit, score, meaning: 1 },
      {
        id,
        passage: 0,
        start: 0,
        end: text.length,
        text,
        score,
        matched: 'both',
        words,
        meaning: 1,
        exact: true,
      },
    );
  });

  it('agrees with exact search when everything is recomputed', async () => {
    for (const query of ['rain on the lake', 'bread milk salt', 'a bird in a tree']) {
      const hits = await hitsOf(index, query, { ...ALL, k: 10 });
      assert.deepEqual(
        hits.map(({ id }) => id),
        exactBest(DOCUMENTS, query, 10),
      );
      assert.ok(hits.every(({ exact }) => exact));
    }
  });

  it('answers with every strategy', async () => {
    for (const strategy of ['scan', 'walk', 'two-level', 'best-first'] as const) {
      const options = { strategy, k: 5, ef: 300, confidence: 0.99 };
      const updates = await updatesOf(index, 'snow on the hill', options);
      const last = updates.at(-1) ?? assert.fail();
      assert.equal(last.stats.strategy, strategy);
      const best = new Set(exactBest(DOCUMENTS, 'snow on the hill', 5));
      assert.ok(last.hits.filter(({ id }) => best.has(id)).length >= 4, strategy);
    }
  });

  it('yields estimates first, then after each batch, and says which update is the last', async () => {
    const started = embedder.embedded();
    const updates = await updatesOf(index, 'wind and stone', {
      ...MEANING,
      k: 5,
      maxRecomputes: 40,
      batchSize: 8,
    });
    const first = updates[0] ?? assert.fail();
    const last = updates.at(-1) ?? assert.fail();
    assert.equal(first.stats.recomputed, 0);
    assert.equal(first.hits.length, 5);
    assert.ok(first.hits.every(({ exact }) => !exact));
    assert.deepEqual(
      updates.map(({ final }) => final),
      updates.map((_, row) => row === updates.length - 1),
    );
    assert.equal(updates.length, last.stats.batches + 1);
    assert.equal(last.stats.recomputed, embedder.embedded() - started - 1);
    assert.equal(last.stats.device, 'custom');
    for (const { hits } of updates) {
      const scores = hits.map(({ score }) => score);
      assert.deepEqual(
        scores,
        scores.toSorted((left, right) => right - left),
      );
    }
  });

  it('tells where the time went', async () => {
    const { ms } = (await updatesOf(index, 'paper and song')).at(-1)?.stats ?? assert.fail();
    const parts = ms.embedQuery + ms.core + ms.recompute + ms.read;
    assert.ok(parts > 0 && parts <= ms.total + 0.001, JSON.stringify(ms));
  });

  it('does not count the time that its caller takes', async () => {
    let total = 0;
    for await (const { stats } of index.search('salt', { ...MEANING, k: 1, maxRecomputes: 16 })) {
      total = stats.ms.total;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    assert.ok(total < 500, String(total));
  });

  it('recomputes no more than it may, and nothing when told so', async () => {
    const started = embedder.embedded();
    const none = await updatesOf(index, 'fish', { ...MEANING, maxRecomputes: 0 });
    assert.equal(none.length, 1);
    assert.equal(none[0]?.hits.length, 10);
    assert.equal(embedder.embedded() - started, 1);
    const some = (await updatesOf(index, 'fish', { ...MEANING, maxRecomputes: 12 })).at(-1) ?? assert.fail();
    assert.equal(some.stats.recomputed, 12);
  });

  it('does what each option says', async () => {
    const last = async (options: SearchOptions) => {
      const updates = await updatesOf(index, 'paper by the lake', { ...MEANING, ...options });
      return updates.at(-1) ?? assert.fail();
    };
    const few = await last({ confidence: 1, maxRecomputes: 16, batchSize: 4 });
    const many = await last({ confidence: 1, maxRecomputes: 128, batchSize: 32 });
    assert.equal(few.stats.recomputed, 16);
    assert.equal(many.stats.recomputed, 128);
    assert.deepEqual([few.stats.batches, many.stats.batches], [4, 4]);
    const sparing = await last({ strategy: 'two-level', ratio: 0.05 });
    const lavish = await last({ strategy: 'two-level', ratio: 1 });
    assert.ok(sparing.stats.recomputed < lavish.stats.recomputed);
    const whole = await last({ strategy: 'best-first', ef: 300 });
    assert.ok(whole.stats.recomputed > many.stats.recomputed);
  });

  it('gives all passages when asked for more than there are', async () => {
    const hits = await hitsOf(index, 'tree', { k: 1000 });
    assert.equal(hits.length, DOCUMENTS.length);
    assert.equal(new Set(hits.map(({ id }) => id)).size, DOCUMENTS.length);
    assert.equal((await hitsOf(index, 'tree', { k: 1 })).length, 1);
    assert.equal((await hitsOf(index, 'tree')).length, 10);
  });

  it('finds nothing for a query without words, and embeds nothing for it', async () => {
    const started = embedder.embedded();
    for (const query of ['', ' \n ']) {
      const updates = await updatesOf(index, query);
      assert.deepEqual(
        updates.map(({ hits, final }) => ({ hits, final })),
        [{ hits: [], final: true }],
      );
    }
    assert.equal(embedder.embedded(), started);
  });

  it('refuses what it cannot do, also where there is nothing to search', async () => {
    const empty = await LeannIndex.open('empty', { embedder, store: 'memory', core });
    const wrong: object[] = [
      { k: 0 },
      { k: -1 },
      { k: 1.5 },
      { k: Number.NaN },
      { k: '3' },
      { ef: 0 },
      { ratio: 0 },
    ];
    wrong.push(
      { ratio: 2 },
      { batchSize: 0 },
      { maxRecomputes: -1 },
      { maxRecomputes: 0.5 },
      { strategy: 'magic' },
      { strategy: 'rerank' },
      { confidence: -0.1 },
      { confidence: 1.1 },
      { confidence: Number.NaN },
      { budgetMs: -1 },
      { budgetMs: Number.NaN },
      { budgetMs: '5' },
    );
    for (const searched of [index, empty]) {
      for (const options of wrong) {
        await assert.rejects(
          hitsOf(searched, 'x', options),
          { code: 'invalid-argument' },
          JSON.stringify(options),
        );
      }
      for (const query of [undefined, 7, ['x']] as unknown as string[]) {
        await assert.rejects(hitsOf(searched, query), { code: 'invalid-argument' });
      }
    }
    assert.deepEqual(
      (await updatesOf(empty, 'x')).map(({ hits, final }) => ({ hits, final })),
      [{ hits: [], final: true }],
    );
    await empty.close();
  });

  it('runs side by side with itself, with the same answers', async () => {
    const queries = Array.from({ length: 12 }, (_, row) => DOCUMENTS[row * 20]?.text ?? '');
    const alone = [];
    for (const query of queries) alone.push(await hitsOf(index, query));
    assert.deepEqual(await Promise.all(queries.map((query) => hitsOf(index, query))), alone);
  });

  it('frees what it took however it ends', async () => {
    const live = core.liveHandles;
    for await (const update of index.search('clock', { batchSize: 4 })) {
      const byMeaning = update.hits.some(({ meaning }) => meaning !== undefined);
      assert.equal(core.liveHandles, live + (byMeaning ? 1 : 0));
      if (update.stats.batches > 0) break;
    }
    assert.equal(core.liveHandles, live);

    const controller = new AbortController();
    const reason = new Error('typed on');
    const aborted = async () => {
      for await (const _ of index.search('clock', { signal: controller.signal })) controller.abort(reason);
    };
    await assert.rejects(aborted, (error) => error === reason);
    await assert.rejects(
      hitsOf(index, 'clock', { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
    assert.equal(core.liveHandles, live);

    let calls = 0;
    embedder.before = () => {
      calls++;
      if (calls === 2) throw new Error('out of power');
    };
    await assert.rejects(hitsOf(index, 'clock'), /out of power/);
    embedder.before = () => {};
    assert.equal(core.liveHandles, live);
    assert.equal((await hitsOf(index, 'clock')).length, 10);
    assert.equal(core.liveHandles, live);
  });
});
