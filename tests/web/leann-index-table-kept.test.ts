// A table of terms wherever its index is kept: saved, opened, compacted, exported, imported; with everything else or not at all.

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
import { addAll, compactAll, hitsOf, updatesOf } from './drive.js';
import { answersOf, assertKnowsTopics, bytesOf, rowsOf } from './table-answers.js';
import { topicDocuments } from './topic-documents.js';
import { wordEmbedder } from './word-embedder.js';
import { wordless } from './wordless-file.js';

const COUNT = 400;

function openedIn(store: MemoryStore, options: Partial<OpenOptions> = {}): Promise<LeannIndex> {
  return LeannIndex.open('test', { embedder: wordEmbedder(), store, cacheBytes: 0, ...options });
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

describe('a kept table of terms', () => {
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

  it('is fitted again in idle time only if it lacks many words', async () => {
    const core = await Core.load();
    const index = await openedIn(new MemoryStore(), { table: true, core });
    await addAll(index, topicDocuments(COUNT));
    await index.save();
    const before = rowsOf(core, await bytesOf(index));
    await index.delete(topicDocuments(100).map(({ id }) => id));
    await index.save();
    await until(() => index.info().compaction.removed === 0);
    const left = rowsOf(core, await bytesOf(index));
    assert.ok(left.size <= before.size - 100);
    for (const [term, row] of left) assert.equal(row, before.get(term), term);
    await assertKnowsTopics(index);

    const more = topicDocuments(70, COUNT).map(({ id, text }, row) => ({ id, text: `${text} zzqq${row}` }));
    await addAll(index, more);
    await index.save();
    const isKnown = async () => (await updatesOf(index, 'zzqq7', { model: false })).at(-1)?.stats.known === 1;
    assert.ok(!(await isKnown()));
    await until(() => index.info().compaction.buffered === 0);
    assert.ok(await isKnown(), 'words of each new passage are a tenth of all');

    const kept = rowsOf(core, await bytesOf(index));
    await index.delete('d399');
    await compactAll(index);
    const fitted = rowsOf(core, await bytesOf(index));
    assert.ok(
      [...fitted].some(([term, row]) => row !== kept.get(term)),
      'again if it is asked for',
    );
    await index.close();
    assert.equal(core.liveHandles, 0);
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
});

async function until(met: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !met(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(met());
}
