// An index of this browser with a table of terms: found by meaning without the model, wherever it is kept and however it changes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from '../../web/base/crc32.js';
import { LeannError } from '../../web/base/error.js';
import { TABLE } from '../../web/content/attachments.js';
import { Core } from '../../web/core/core.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import type { Commit } from '../../web/storage/store.js';
import { rowBytes } from '../../web/table/table-row.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { TOPICS, topicDocuments, topicOf } from './topic-documents.js';
import { withIndex } from './with-index.js';
import { wordEmbedder } from './word-embedder.js';
import { wordless } from './wordless-file.js';
import { fakeWorkers } from './worker-fake.js';

const COUNT = 400;

function openedIn(store: MemoryStore, options: Partial<OpenOptions> = {}): Promise<LeannIndex> {
  return LeannIndex.open('test', { embedder: wordEmbedder(), store, cacheBytes: 0, ...options });
}

async function bytesOf(index: LeannIndex): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await index.export()).arrayBuffer());
}

/** What the index finds for every word without the model: ids and scores. */
async function answersOf(index: LeannIndex): Promise<string[][]> {
  const answers: string[][] = [];
  for (const word of TOPICS.flat()) {
    const hits = await hitsOf(index, word, { model: false, k: 30 });
    answers.push(hits.map(({ id, score }) => `${id} ${score}`));
  }
  return answers;
}

/** That every word finds its topic by the table alone. */
async function assertKnowsTopics(index: LeannIndex): Promise<void> {
  for (const [topic, words] of TOPICS.entries()) {
    for (const word of words) {
      const update = (await updatesOf(index, word, { mode: 'meaning', model: false })).at(-1);
      assert.deepEqual([update?.stats.query, update?.stats.recomputed], ['table', 0], word);
      const right = update?.hits.filter(({ id }) => topicOf(id) === topic) ?? [];
      assert.ok(right.length >= 9, `${word}: ${right.length} of 10`);
    }
  }
}

/** The rows of a file's table by term. */
function rowsOf(core: Core, file: Uint8Array): Map<string, string> {
  const index = core.open(file);
  try {
    const rows = core.read(file).attachments.get(TABLE) ?? assert.fail('no table');
    const size = rowBytes(index.dimension);
    const terms = index.terms();
    assert.equal(rows.length, (1 + terms.length) * size);
    return new Map(terms.map((term, t) => [term, rows.subarray((1 + t) * size, (2 + t) * size).join()]));
  } finally {
    index.free();
  }
}

/** A file with another table, whose checksums are right. */
function forged(core: Core, file: Uint8Array, change: (rows: Uint8Array) => Uint8Array): Uint8Array {
  const { attachments, sizes: _, ...origin } = core.read(file);
  attachments.set(TABLE, change(attachments.get(TABLE) ?? assert.fail()));
  const opened = core.open(file);
  const bytes = opened.encode({ origin, attachments });
  opened.free();
  return bytes;
}

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
      await assert.rejects(LeannIndex.open('x', { embedder: wordEmbedder(), table: 1 as never }), {
        code: 'invalid-argument',
      });
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

  it('is saved, opened and kept by compactions without being asked for again', async () => {
    const store = new MemoryStore();
    const first = await openedIn(store, { table: true });
    await addAll(first, topicDocuments(COUNT));
    await first.save();
    const answers = await answersOf(first);
    const { table, bytes } = first.info();
    assert.ok(table !== undefined && table.terms > 400);
    assert.equal(table.bytes, (1 + table.terms) * rowBytes(64));
    assert.equal(bytes.attachments, 2 * COUNT + table.bytes);
    assert.equal((await store.manifest())?.index.bytes, bytes.total);
    await first.close();

    const again = await openedIn(store);
    assert.deepEqual(again.info().table, table);
    assert.deepEqual(await answersOf(again), answers);
    await again.delete(topicDocuments(100).map(({ id }) => id));
    await assertKnowsTopics(again);
    assert.ok((await compactAll(again)).some(({ phase }) => phase === 'table'));
    assert.ok((again.info().table?.terms ?? COUNT) <= table.terms - 100, 'of what is left');
    await assertKnowsTopics(again);
    assert.ok((await hitsOf(again, 'rain', { model: false, k: 400 })).every(({ id }) => +id.slice(1) >= 100));
    await compactAll(again, { rebuild: true });
    await assertKnowsTopics(again);
    await again.close();
  });

  it('goes with the next graph if that is asked for', async () => {
    const store = new MemoryStore();
    const index = await openedIn(store, { table: true });
    await addAll(index, topicDocuments(COUNT));
    await index.save();
    await index.close();
    const without = await openedIn(store, { table: false });
    await assertKnowsTopics(without);
    await without.delete('d0');
    await compactAll(without);
    assert.equal(without.info().table, undefined);
    await without.save();
    assert.equal((await store.manifest())?.index.bytes, without.info().bytes.total);
    await without.close();
  });

  it('comes with the next compaction to an index that was saved without, and nothing is embedded', async () => {
    const store = new MemoryStore();
    const before = await openedIn(store);
    await addAll(before, topicDocuments(COUNT));
    await before.save();
    await before.close();
    const embedder = wordEmbedder();
    const index = await openedIn(store, { table: true, embedder });
    assert.equal(index.info().table, undefined);
    assert.ok((await hitsOf(index, 'rain', { model: false })).every(({ text }) => text.includes('rain')));
    await compactAll(index);
    await assertKnowsTopics(index);
    assert.equal(embedder.embedded(), 0);
    assert.deepEqual(await compactAll(index), [], 'once');
    await index.close();
  });

  it('comes with the words to an index of a release that knew none', async () => {
    const core = await Core.load();
    const options = { embedder: wordEmbedder(), store: 'memory', core, cacheBytes: 0 } as const;
    const made = await LeannIndex.open('a', options);
    await addAll(made, topicDocuments(COUNT));
    const file = wordless(core, await bytesOf(made));
    await made.close();
    const index = await LeannIndex.import('b', file, { ...options, table: true });
    assert.equal(index.info().table, undefined);
    await compactAll(index);
    await assertKnowsTopics(index);
    await index.close();
    assert.equal(core.liveHandles, 0);
  });

  it('is in an exported file, deleted and buffered passages or not', async () => {
    const core = await Core.load();
    const options = { embedder: wordEmbedder(), store: 'memory', core, cacheBytes: 0 } as const;
    const index = await LeannIndex.open('a', { ...options, table: true });
    await addAll(index, topicDocuments(COUNT));
    const copy = await LeannIndex.import('b', await bytesOf(index), options);
    assert.deepEqual(await answersOf(copy), await answersOf(index));
    await addAll(copy, topicDocuments(20, COUNT));
    await copy.delete(['d1', 'd2']);
    const changed = await LeannIndex.import('c', await bytesOf(copy), options);
    assert.equal(changed.info().passages, COUNT + 18);
    await assertKnowsTopics(changed);
    for (const each of [index, copy, changed]) await each.close();
    assert.equal(core.liveHandles, 0);
  });

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

  it('is stored with everything else or not at all', async () => {
    class FailingStore extends MemoryStore {
      failing = false;
      override async commit(commit: Commit): Promise<void> {
        if (this.failing) throw new LeannError('quota-exceeded', 'no room');
        await super.commit(commit);
      }
    }
    const store = new FailingStore();
    const index = await openedIn(store, { table: true, autoCompact: false });
    await addAll(index, topicDocuments(COUNT));
    await index.save();
    const saved = { table: index.info().table, answers: await answersOf(index) };
    await addAll(index, topicDocuments(COUNT + 100, COUNT));
    assert.notDeepEqual(index.info().table, saved.table);
    store.failing = true;
    await assert.rejects(index.save(), { code: 'quota-exceeded' });
    // As if the tab were gone.
    const other = await openedIn(store);
    assert.deepEqual({ table: other.info().table, answers: await answersOf(other) }, saved);
    store.failing = false;
    await index.save();
    assert.ok(await other.refresh());
    assert.deepEqual(other.info().table, index.info().table);
    assert.deepEqual(await answersOf(other), await answersOf(index));
    await index.close();
    await other.close();
  });

  it('is refused as corrupt if it is not the one of its index', async () => {
    const core = await Core.load();
    const embedder = wordEmbedder();
    const options = { embedder, core, cacheBytes: 0 } as const;
    const store = new MemoryStore();
    const index = await LeannIndex.open('a', { ...options, store, table: true });
    await addAll(index, topicDocuments(40));
    await index.save();
    const file = await bytesOf(index);
    await index.close();
    const { manifest, index: graph, documents, deleted, vectors } = (await store.load()) ?? assert.fail();
    const texts = Array.from({ length: manifest.passages }, (_, node) => node);
    const passages = await store.passages(manifest.epoch, texts);
    for (const change of [
      (rows: Uint8Array) => rows.slice(1),
      (rows: Uint8Array) => rows.slice(rowBytes(64)),
      (rows: Uint8Array) => Uint8Array.from([...rows, ...rows.subarray(0, rowBytes(64))]),
      () => new Uint8Array(0),
    ]) {
      const bytes = forged(core, graph, change);
      const damaged = new MemoryStore();
      const described = { generation: 1, bytes: bytes.length, crc32: crc32(bytes) };
      await damaged.commit({
        parent: undefined,
        manifest: { ...manifest, index: described },
        index: bytes,
        documents,
        passages,
        deleted,
        vectors,
        journaled: [],
      });
      const refused = { code: 'corrupt', message: /table of terms/ };
      await assert.rejects(LeannIndex.open('b', { ...options, store: damaged }), refused);
      const imported = LeannIndex.import('c', forged(core, file, change), { ...options, store: 'memory' });
      await assert.rejects(imported, refused);
    }
    // Without words there are no terms.
    const imported = LeannIndex.import('c', wordless(core, file), { ...options, store: 'memory' });
    await assert.rejects(imported, { code: 'corrupt' });
    assert.equal(core.liveHandles, 0);
  });

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
