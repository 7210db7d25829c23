// Searches of an index with a table of terms, while their query is still being embedded.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenOptions } from '../../web/interface/open-options.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { topicDocuments, topicOf } from './topic-documents.js';
import { type Tested, withIndex } from './with-index.js';
import { wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

const SLOW_MS = 300;

/** An index of 400 documents, whose model takes `ms` milliseconds a batch from then on. */
function withSlowModel(
  ms: number,
  act: (tested: Tested) => Promise<void>,
  options: Partial<OpenOptions> = { table: true },
): Promise<void> {
  return withIndex(async (tested) => {
    await addAll(tested.index, topicDocuments(400));
    tested.embedder.before = () => later(ms);
    await act(tested);
  }, options);
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function sourcesOf(updates: SearchUpdate[]): unknown[] {
  return updates.map(({ stats }) => stats.query);
}

describe('a search whose query takes long to embed', () => {
  it('answers by words, then by the table, then by the model', () =>
    withSlowModel(SLOW_MS, async ({ index }) => {
      const updates = await updatesOf(index, 'referee', { k: 95 });
      assert.deepEqual(sourcesOf(updates).slice(0, 3), [undefined, 'table', 'model']);
      assert.ok(
        sourcesOf(updates)
          .slice(2)
          .every((source) => source === 'model'),
      );
      assert.deepEqual(
        updates.map(({ final }) => final),
        updates.map((_, row) => row === updates.length - 1),
      );
      const [byWords, byTable] = updates;
      assert.ok(byWords?.hits.every(({ text }) => text.includes('referee')));
      const others = byTable?.hits.filter(({ text }) => !text.includes('referee')) ?? [];
      assert.ok(others.filter(({ id }) => topicOf(id) === 3).length > 0.8 * others.length);
      assert.ok((byTable?.stats.ms.total ?? 0) > 40, 'since the call');
      assert.ok(others.length > 5 && byTable?.hits.every(({ exact }) => !exact));
    }));

  it('has the same last answer as without a table', async () => {
    const answers: unknown[] = [];
    for (const table of [true, false]) {
      await withSlowModel(
        60,
        async ({ index }) => {
          const hits = await hitsOf(index, 'storm number17', { filter: ({ id }) => id !== 'd1' });
          answers.push(hits.map(({ id, score }) => [id, score]));
        },
        { table },
      );
    }
    assert.deepEqual(answers[0], answers[1]);
  });

  it('answers no more often if the model is quick, so that no row moves twice at once', () =>
    withSlowModel(0, async ({ index }) => {
      for (const query of ['referee', 'rain snow', 'number8']) {
        assert.ok(!sourcesOf(await updatesOf(index, query)).includes('table'));
      }
    }));

  it('says nothing of the table where that has nothing to say, or is not asked', () =>
    withSlowModel(100, async ({ index }) => {
      const cases: [string, SearchOptions][] = [
        ['xylophagous', {}],
        ['rain', { mode: 'words' }],
        ['', {}],
      ];
      for (const [query, options] of cases) {
        assert.ok(!sourcesOf(await updatesOf(index, query, options)).includes('table'), query);
      }
      const [vector] = await wordEmbedder().embed(['violin']);
      const sources: unknown[] = [];
      for await (const { stats } of index.search(vector ?? assert.fail())) sources.push(stats.query);
      assert.ok(sources.every((source) => source === 'given'));
      assert.deepEqual(sourcesOf(await updatesOf(index, 'rain', { model: false })).at(-1), 'table');
    }));

  it('asks a filter about each document once', () =>
    withSlowModel(100, async ({ index }) => {
      const asked: string[] = [];
      const filter = ({ id }: { id: string }) => {
        asked.push(id);
        return topicOf(id) !== 0;
      };
      const updates = await updatesOf(index, 'violin', { mode: 'meaning', filter });
      assert.deepEqual(sourcesOf(updates)[0], 'table');
      assert.ok(updates.every(({ hits }) => hits.every(({ id }) => topicOf(id) !== 0)));
      assert.equal(asked.length, new Set(asked).size);
    }));

  it('can be left without waiting for the model', () =>
    withSlowModel(SLOW_MS, async ({ index, core, embedder }) => {
      const live = core.liveHandles;
      let answered = false;
      embedder.before = async () => {
        await later(SLOW_MS);
        answered = true;
      };
      for await (const { stats } of index.search('referee')) if (stats.query === 'table') break;
      assert.ok(!answered);
      await later(2 * SLOW_MS);
      assert.ok(answered);
      assert.equal(core.liveHandles, live);
    }));

  it('is ended by its signal, and by the failure of the model', () =>
    withSlowModel(SLOW_MS, async ({ index, embedder }) => {
      const controller = new AbortController();
      const aborted = async () => {
        for await (const { stats } of index.search('referee', { signal: controller.signal })) {
          if (stats.query === 'table') controller.abort(new Error('enough'));
        }
      };
      await assert.rejects(aborted, /enough/);
      const sources: unknown[] = [];
      embedder.before = async () => {
        await later(100);
        throw new Error('out of memory');
      };
      const failing = async () => {
        for await (const { stats } of index.search('referee')) sources.push(stats.query);
      };
      await assert.rejects(failing, /out of memory/);
      assert.equal(sources.at(-1), 'table');
    }));

  it('counts vectors once', () =>
    withSlowModel(
      100,
      async ({ index }) => {
        await updatesOf(index, 'referee');
        await updatesOf(index, 'referee');
        const { hitRate } = index.info().cache;
        assert.ok(hitRate > 0 && hitRate <= 0.5, String(hitRate));
      },
      { table: true, cacheBytes: 1 << 20 },
    ));

  it('does so in a worker', async () => {
    const embedder = wordEmbedder();
    const { start } = fakeWorkers();
    const options = { embedder, store: 'memory', worker: start, table: true } as const;
    const index = await LeannIndex.open('a', options);
    await addAll(index, topicDocuments(400));
    embedder.before = () => later(SLOW_MS);
    const updates = await updatesOf(index, 'referee');
    assert.deepEqual(sourcesOf(updates).slice(0, 3), [undefined, 'table', 'model']);
    await index.close();
  });
});
