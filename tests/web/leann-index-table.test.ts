// An index of this browser with a table of terms: found by meaning without the model, wherever it is kept and however it changes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { answersOf, assertKnowsTopics, bytesOf, rowsOf } from './table-answers.js';
import { topicDocuments, topicOf } from './topic-documents.js';
import { withIndex } from './with-index.js';
import { wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

const COUNT = 400;

describe('a table of terms of an index that is kept here', () => {
  it('finds by meaning what does not have the word, and embeds nothing', () =>
    withIndex(
      async ({ index, embedder }) => {
        const progress = await addAll(index, topicDocuments(COUNT));
        const last = progress.filter(({ phase }) => phase === 'table').at(-1);
        assert.ok(last !== undefined && last.done === last.total);
        const embedded = embedder.embedded();
        await assertKnowsTopics(index);
        const hits = await hitsOf(index, 'referee', { k: 95, model: false });
        const others = hits.filter(({ text }) => !text.includes('referee'));
        assert.ok(others.filter(({ id }) => topicOf(id) === 3).length > 0.8 * others.length);
        assert.ok(others.length > 5);
        const half = (await updatesOf(index, 'violin xylophagous', { model: false })).at(-1);
        assert.ok((half?.stats.known ?? 1) < 0.5 && (half?.stats.known ?? 0) > 0);
        assert.equal(embedder.embedded(), embedded);
      },
      { table: true },
    ));

  it('is not there unless it is asked for; then words alone answer without the model', () =>
    withIndex(async ({ index }) => {
      const progress = await addAll(index, topicDocuments(COUNT));
      assert.ok(progress.every(({ phase }) => phase !== 'table'));
      assert.equal(index.info().table, undefined);
      const { hits = [], stats } = (await updatesOf(index, 'rain', { model: false })).at(-1) ?? {};
      assert.ok(hits.length > 0 && hits.every(({ text }) => text.includes('rain')));
      assert.equal(stats?.query, undefined);
      await assert.rejects(
        LeannIndex.open('x', { embedder: wordEmbedder(), store: 'memory', table: 1 as never }),
        {
          code: 'invalid-argument',
        },
      );
    }));

  it('is not made for squared distances', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, topicDocuments(40));
        assert.deepEqual(await compactAll(index), []);
        assert.equal(index.info().table, undefined);
        assert.ok((await hitsOf(index, 'rain')).length > 0);
      },
      { table: true, build: { metric: 'l2' } },
    ));

  for (const documents of [
    [],
    [{ id: 'a', text: 'rain' }],
    [{ id: 'a', text: '— … —' }],
    [
      { id: 'a', text: 'rain' },
      { id: 'b', text: 'rain' },
    ],
  ]) {
    it(`does no harm to an index of ${JSON.stringify(documents)}`, () =>
      withIndex(
        async ({ index }) => {
          await addAll(index, documents);
          for (const options of [{}, { model: false }]) {
            const hits = await hitsOf(index, 'rain', options);
            assert.ok(
              documents.every(({ id, text }) => text !== 'rain' || hits.some((hit) => hit.id === id)),
            );
          }
        },
        { table: true },
      ));
  }

  it('keeps rows with their terms when passages with other words are linked', async () => {
    const core = await Core.load();
    const options = { embedder: wordEmbedder(), store: 'memory', core, cacheBytes: 0 } as const;
    const index = await LeannIndex.open('a', { ...options, table: true, autoCompact: false });
    await addAll(index, topicDocuments(COUNT));
    const before = rowsOf(core, await bytesOf(index));
    // Words before, between and after all others, in two scripts; enough passages to be linked at once.
    const more = topicDocuments(256, COUNT).map(({ id, text }, row) => {
      return { id, text: `${text} aaa${row} mmm${row} zzz${row} жжж${row} 𐐨𐐨${row}` };
    });
    await addAll(index, more);
    assert.equal(index.info().compaction.buffered, 0, 'linked');
    const after = rowsOf(core, await bytesOf(index));
    assert.ok(after.size >= before.size + 5 * 256);
    for (const [term, row] of before) assert.equal(after.get(term), row, term);
    for (const [term, row] of after) if (!before.has(term)) assert.match(row, /^[0,]+$/, term);
    await assertKnowsTopics(index);
    const { stats } = (await updatesOf(index, 'rain mmm7', { model: false })).at(-1) ?? {};
    assert.ok((stats?.known ?? 1) < 1, 'nothing is known of a word that came later');
    const alone = (await updatesOf(index, 'zzz7', { model: false })).at(-1);
    assert.equal(alone?.hits[0]?.id, more[7]?.id, 'its passage is found by the word');
    assert.equal(alone?.stats.query, undefined);
    await compactAll(index, { rebuild: true });
    const fitted = (await updatesOf(index, 'zzz7', { model: false })).at(-1);
    assert.deepEqual([fitted?.stats.query, fitted?.stats.known], ['table', 1]);
    await index.close();
    assert.equal(core.liveHandles, 0);
  });

  it('finds buffered and replaced passages by meaning, too', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, topicDocuments(COUNT));
        await updateAll(index, [{ id: 'd0', text: 'violin choir opera organ concert' }]);
        const hits = await hitsOf(index, 'violin choir opera organ concert', {
          mode: 'meaning',
          model: false,
        });
        assert.ok(hits.some(({ id, exact }) => id === 'd0' && exact));
        const old = await hitsOf(index, 'rain', { model: false, k: 400 });
        assert.ok(old.every(({ id, text }) => id !== 'd0' || text.startsWith('violin')));
      },
      { table: true },
    ));

  for (const phase of ['words', 'table'] as const) {
    it(`leaves everything as it was when a change ends in the phase ${phase}`, () =>
      withIndex(
        async ({ index, core }) => {
          await addAll(index, topicDocuments(40));
          const state = async () => [index.info().table, index.info().bytes, await answersOf(index)];
          const before = await state();
          const live = core.liveHandles;
          const changes = [
            (signal?: AbortSignal) => index.add(topicDocuments(100, 40), { ...(signal && { signal }) }),
            (signal?: AbortSignal) => index.compact({ rebuild: true, ...(signal && { signal }) }),
          ];
          for (const change of changes) {
            let left = false;
            for await (const progress of change()) {
              left = progress.phase === phase;
              if (left) break;
            }
            assert.ok(left);
            assert.deepEqual(await state(), before, 'left');
            assert.equal(core.liveHandles, live);
            const controller = new AbortController();
            const reason = new Error('enough');
            const aborted = async () => {
              for await (const progress of change(controller.signal)) {
                if (progress.phase === phase) controller.abort(reason);
              }
            };
            await assert.rejects(aborted, (error) => error === reason);
            assert.deepEqual(await state(), before, 'aborted');
            assert.equal(core.liveHandles, live);
          }
        },
        { table: true },
      ));
  }

  it('does the same in a worker', async () => {
    const seen: unknown[] = [];
    for (const worker of [false, fakeWorkers().start]) {
      const embedder = wordEmbedder();
      const options = { embedder, store: new MemoryStore(), cacheBytes: 0, worker, table: true } as const;
      const index = await LeannIndex.open('a', options);
      const progress = await addAll(index, topicDocuments(COUNT));
      assert.ok(progress.some(({ phase }) => phase === 'table'));
      const embedded = embedder.embedded();
      await assertKnowsTopics(index);
      assert.equal(embedder.embedded(), embedded);
      seen.push([index.info().table, await answersOf(index)]);
      await index.close();
    }
    assert.deepEqual(seen[1], seen[0]);
  });
});
