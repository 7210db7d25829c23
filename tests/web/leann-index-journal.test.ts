// What was embedded is kept until it is saved: an addition that was interrupted goes on where it was.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, compactAll, hitsOf } from './drive.js';
import { JournalingStore } from './memory-journal.js';
import { someDocuments, type WordEmbedder, wordEmbedder } from './word-embedder.js';

const BATCH = 8;

describe('the journal of embedded vectors', () => {
  let core: Core;

  before(async () => {
    core = await Core.load();
  });

  function open(
    store: JournalingStore,
    embedder: WordEmbedder,
    options: Partial<OpenOptions> = {},
  ): Promise<LeannIndex> {
    return LeannIndex.open('kept', { embedder, store, core, cacheBytes: 0, autoCompact: false, ...options });
  }

  /** Adds documents with an embedder that dies after so many batches, as a tab does. */
  async function addUntilDead(store: JournalingStore, count: number, batches: number): Promise<void> {
    const embedder = wordEmbedder();
    const index = await open(store, embedder);
    let left = batches;
    embedder.before = () => {
      if (left-- === 0) throw new Error('dead');
    };
    await assert.rejects(addAll(index, someDocuments(count)), /dead/);
    await index.close();
  }

  it('loses one batch at most when an addition is interrupted', async () => {
    for (const batches of [0, 1, 5, 12]) {
      const store = new JournalingStore();
      await addUntilDead(store, 100, batches);
      const embedder = wordEmbedder();
      const index = await open(store, embedder);
      await addAll(index, someDocuments(100));
      assert.equal(embedder.embedded(), 100 - batches * BATCH);
      for (const { id, text } of someDocuments(100))
        assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
      await index.close();
    }
  });

  it('is of the text and the embedder, whatever the id and the order', async () => {
    const store = new JournalingStore();
    await addUntilDead(store, 48, 5);
    const embedder = wordEmbedder();
    const index = await open(store, embedder);
    const documents = someDocuments(48).map(({ text }, row) => ({ id: `n${row}`, text }));
    await addAll(index, [...documents.slice(20), ...documents.slice(0, 20)]);
    assert.equal(embedder.embedded(), BATCH);
    await index.close();
    const foreign = wordEmbedder('other words');
    const again = await open(store, foreign);
    await addAll(again, someDocuments(48));
    assert.equal(foreign.embedded(), 48);
    await again.close();
  });

  it('is emptied of what was saved, and of nothing else', async () => {
    const store = new JournalingStore();
    const embedder = wordEmbedder();
    const index = await open(store, embedder);
    await addAll(index, someDocuments(30));
    assert.equal(store.journal.entries.size, 30);
    // All are embedded, since the index more than doubles; the first 30 come from the journal.
    const adding = index.add(someDocuments(64, 30));
    for await (const { phase, done } of adding) if (phase === 'embed' && done >= 54) break;
    const kept = store.journal.entries.size - 30;
    assert.ok(kept >= 16);
    await index.save();
    assert.equal(store.journal.entries.size, kept);
    const started = embedder.embedded();
    await addAll(index, someDocuments(64, 30));
    // The first ones are not in the journal any more.
    assert.equal(embedder.embedded() - started, 30 + 64 - kept);
    await index.save();
    assert.equal(store.journal.entries.size, 0);
    await index.close();
  });

  it('keeps what a save did not store after all', async () => {
    const store = new JournalingStore();
    const index = await open(store, wordEmbedder());
    await addAll(index, someDocuments(10));
    const commit = store.commit.bind(store);
    store.commit = () => Promise.reject(new Error('no room'));
    await assert.rejects(index.save(), /no room/);
    assert.equal(store.journal.entries.size, 10);
    store.commit = commit;
    await index.save();
    assert.equal(store.journal.entries.size, 0);
    await index.close();
  });

  it('serves a rebuild too', async () => {
    const store = new JournalingStore();
    const first = await open(store, wordEmbedder());
    await addAll(first, someDocuments(60));
    await first.save();
    for await (const { phase, done } of first.compact({ rebuild: true }))
      if (phase === 'embed' && done >= 40) break;
    const kept = store.journal.entries.size;
    assert.ok(kept >= 40);
    await first.close();
    const embedder = wordEmbedder();
    const second = await open(store, embedder);
    await compactAll(second, { rebuild: true });
    assert.equal(embedder.embedded(), 60 - kept);
    await second.close();
  });

  it('is looked at with suspicion', async () => {
    const store = new JournalingStore();
    await addUntilDead(store, 24, 2);
    const [first = '', second = '', third = ''] = store.journal.entries.keys();
    store.journal.entries.set(first, new Uint16Array(64));
    store.journal.entries.set(second, new Uint16Array(3));
    store.journal.entries.set(third, new Uint16Array(64).fill(0x7c00));
    const embedder = wordEmbedder();
    const index = await open(store, embedder);
    await addAll(index, someDocuments(24));
    assert.equal(embedder.embedded(), 3 + BATCH);
    await index.close();
  });

  it('is done without where it cannot be written, with a notice', async () => {
    const store = new JournalingStore();
    store.journal.beforePut = () => {
      throw new Error('no room');
    };
    const notices: string[] = [];
    const index = await open(store, wordEmbedder(), { onNotice: ({ code }) => notices.push(code) });
    await addAll(index, someDocuments(40));
    assert.deepEqual(notices, ['journal-failed']);
    assert.equal(index.info().documents, 40);
    await index.save();
    await index.close();
  });
});
