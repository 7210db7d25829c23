// How much a search recomputes: until it is sure enough, has recomputed enough, or its time is up.

import assert from 'node:assert/strict';
import { afterEach, before, describe, it, mock } from 'node:test';
import type { SearchStrategy } from '../../web/index.js';
import { updatesOf } from './drive.js';
import { effortOf, finalOf, type GlossIndex, openGlosses } from './gloss-index.js';

const COUNT = 2000;

describe('LeannIndex.search, how much it recomputes', () => {
  let glosses: GlossIndex;

  before(async () => {
    glosses = await openGlosses(COUNT, { cacheBytes: 0 });
  });

  afterEach(() => {
    mock.restoreAll();
    glosses.embedder.before = () => {};
  });

  for (const strategy of ['scan', 'walk'] as const) {
    it(`recomputes more for a higher recall, ${strategy}`, async () => {
      const options = { strategy, maxRecomputes: COUNT, batchSize: 4, ef: 256 };
      const careless = await effortOf(glosses, { ...options, confidence: 0.5 });
      const usual = await effortOf(glosses, options);
      const careful = await effortOf(glosses, { ...options, confidence: 0.99 });
      const all = JSON.stringify({ careless, usual, careful });
      assert.ok(careless.recomputed < usual.recomputed, all);
      assert.ok(usual.recomputed < careful.recomputed, all);
      assert.ok(careful.recomputed < COUNT / 2, all);
      assert.ok(careless.recall < careful.recall && careless.recall >= 0.5, all);
      assert.ok(usual.recall >= 0.93 && careful.recall >= 0.97, all);
    });
  }

  it('says that it was sure, and how sure', async () => {
    for (const query of glosses.queries) {
      const { stats } = await finalOf(glosses.index, query, { confidence: 0.9, maxRecomputes: COUNT });
      assert.equal(stats.ended, 'confident');
      assert.ok(stats.expectedRecall >= 0.9 && stats.expectedRecall <= 1, String(stats.expectedRecall));
    }
  });

  it('misses nothing where it has to be certain', async () => {
    const effort = await effortOf(glosses, { strategy: 'scan', confidence: 1, maxRecomputes: COUNT });
    assert.ok(effort.recall > 0.9999, JSON.stringify(effort));
  });

  it('of words and meaning, recomputes until the order is sure, and little is gained by more', async () => {
    let recomputed = 0;
    let same = 0;
    // Parts of definitions that are there, as people remember them.
    const queries = glosses.documents.slice(0, 40).map(({ text }) => text.split(' ').slice(1, 7).join(' '));
    for (const query of queries) {
      const [few, all] = [{}, { confidence: 1 }].map((options) =>
        finalOf(glosses.index, query, { mode: 'hybrid', k: 3, ...options }),
      );
      const { hits, stats } = (await few) ?? assert.fail();
      assert.ok(stats.recomputed <= 8, `${stats.recomputed} recomputed`);
      recomputed += stats.recomputed / queries.length;
      same += hits[0]?.id === (await all)?.hits[0]?.id ? 1 / queries.length : 0;
      if (stats.recomputed < 8) assert.equal(stats.ended, 'confident');
    }
    assert.ok(recomputed < 6, `${recomputed} recomputed`);
    assert.ok(same >= 0.95, `${same} have the same first hit`);
  });

  it('recomputes no more than it may', async () => {
    const [query = ''] = glosses.queries;
    const ends = async (maxRecomputes?: number) => {
      const options = maxRecomputes === undefined ? {} : { maxRecomputes };
      const { stats, hits } = await finalOf(glosses.index, query, { confidence: 1, ...options });
      assert.equal(hits.length, 10);
      return [stats.recomputed, stats.ended];
    };
    assert.deepEqual(await ends(0), [0, 'max-recomputes']);
    assert.deepEqual(await ends(13), [13, 'max-recomputes']);
    assert.deepEqual(await ends(), [256, 'max-recomputes']);
    const { stats } = await finalOf(glosses.index, query, { strategy: 'best-first', ef: 400 });
    assert.ok(stats.recomputed > 256, `${stats.recomputed} recomputed where there is no limit`);
    assert.equal(stats.ended, 'walked');
  });

  it('scans or walks, whichever it is told, and visits fewer passages when it walks', async () => {
    const visited: Partial<Record<SearchStrategy, number>> = {};
    for (const strategy of ['scan', 'walk'] as const) {
      visited[strategy] = (await effortOf(glosses, { strategy, ef: 50 })).visited;
      const { stats } = await finalOf(glosses.index, glosses.queries[0] ?? '', { strategy });
      assert.equal(stats.strategy, strategy);
    }
    assert.equal(visited.scan, COUNT);
    assert.ok((visited.walk ?? COUNT) < COUNT * 0.75, JSON.stringify(visited));
    const longer = await effortOf(glosses, { strategy: 'walk', ef: 200 });
    assert.ok(longer.visited > (visited.walk ?? COUNT), JSON.stringify([visited, longer]));
    const { stats } = await finalOf(glosses.index, glosses.queries[0] ?? '');
    assert.ok(['scan', 'walk'].includes(stats.strategy), stats.strategy);
  });

  /** Each call of the embedder takes 100 ms of a clock that otherwise stands still. */
  function slowEmbedder(): { advance: (ms: number) => void } {
    let now = 0;
    mock.method(performance, 'now', () => now);
    glosses.embedder.before = () => {
      now += 100;
    };
    return { advance: (ms) => (now += ms) };
  }

  it('begins no batch when its time is up, and answers what it knows', async () => {
    slowEmbedder();
    const [query = ''] = glosses.queries;
    const options = { mode: 'meaning', k: 5, batchSize: 8, confidence: 1 } as const;
    const updates = await updatesOf(glosses.index, query, { ...options, budgetMs: 250 });
    const last = updates.at(-1);
    assert.deepEqual(
      updates.map(({ final }) => final),
      [false, false, true],
    );
    assert.equal(last?.hits.length, 5);
    // The query, then two batches, the second of which began in time.
    assert.deepEqual([last?.stats.batches, last?.stats.recomputed, last?.stats.ended], [2, 16, 'budget']);
    assert.equal(last?.stats.ms.total, 300);
    assert.ok(updates.slice(0, -1).every(({ stats }) => stats.ended === undefined));
    const longer = await finalOf(glosses.index, query, { ...options, budgetMs: 1e9 });
    assert.deepEqual([longer.stats.recomputed, longer.stats.ended], [256, 'max-recomputes']);
  });

  it('answers from the codes alone when it has no time', async () => {
    const before = glosses.embedder.embedded();
    const updates = await updatesOf(glosses.index, glosses.queries[0] ?? '', {
      mode: 'meaning',
      budgetMs: 0,
    });
    assert.deepEqual(
      updates.map(({ hits, final, stats }) => [hits.length, final, stats.recomputed, stats.ended]),
      [[10, true, 0, 'budget']],
    );
    assert.equal(glosses.embedder.embedded() - before, 1);
  });

  it('counts its time from the call, its caller’s included', async () => {
    const { advance } = slowEmbedder();
    const options = { mode: 'meaning', budgetMs: 250, confidence: 1 } as const;
    const late = glosses.index.search(glosses.queries[0] ?? '', options);
    advance(200);
    const { value } = await late.next();
    assert.deepEqual([value?.final, value?.stats.ended], [true, 'budget']);

    const slow = glosses.index.search(glosses.queries[0] ?? '', options);
    let batches = 0;
    for await (const { stats } of slow) {
      batches = stats.batches;
      advance(200);
    }
    assert.equal(batches, 0);
  });
});
