// LeannIndex.compact: when it is due, and what it removes and keeps.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, idsOf } from './drive.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

describe('LeannIndex.compact', () => {
  it('says when it is due, and why', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(1000));
      assert.deepEqual(index.info().compaction, { due: false, removed: 0, buffered: 0 });
      await index.delete(someDocuments(199).map(({ id }) => id));
      assert.deepEqual(index.info().compaction, { due: false, removed: 199, buffered: 0 });
      await index.delete('d199');
      assert.deepEqual(index.info().compaction, { due: true, removed: 200, buffered: 0, reason: 'removed' });
      await compactAll(index);
      assert.deepEqual(index.info().compaction, { due: false, removed: 0, buffered: 0 });
      await addAll(index, someDocuments(64, 1000));
      assert.deepEqual(index.info().compaction, { due: true, removed: 0, buffered: 64, reason: 'buffered' });
    }));

  it('is due when codes have drifted, and then embeds everything again; not by itself', async () => {
    // Documents along one line first, then of all directions: the codes know nothing of those.
    const alike = Array.from({ length: 300 }, (_, row) => ({
      id: `a${row}`,
      text: `${'sun '.repeat(30)}${row}`,
    }));
    const embedder = wordEmbedder();
    const index = await LeannIndex.open('kept', { embedder, store: 'memory' });
    await addAll(index, alike);
    await addAll(index, someDocuments(270));
    await index.save();
    assert.deepEqual(index.info().compaction, { due: true, removed: 0, buffered: 0, reason: 'drifted' });
    await new Promise((resolve) => setTimeout(resolve, 1300));
    assert.equal(index.info().generation, 1);
    const started = embedder.embedded();
    await compactAll(index);
    assert.equal(embedder.embedded() - started, 570);
    assert.deepEqual([index.info().compaction.due, index.info().trainedPassages], [false, 570]);
    await index.close();
  });

  for (const rebuild of [false, true]) {
    it(`sweeps out what was deleted, ${rebuild ? 'embedding again' : 'from the codes alone'}`, async () => {
      const store = new MemoryStore();
      const embedder = wordEmbedder();
      const options = { embedder, store, cacheBytes: 0, autoCompact: false };
      const index = await LeannIndex.open('kept', options);
      const documents = someDocuments(300);
      await addAll(index, documents);
      await addAll(index, someDocuments(30, 300));
      await index.save();
      const { bytes } = index.info();
      const gone = documents.filter((_, row) => row % 2 === 1).map(({ id }) => id);
      await index.delete(gone);
      await index.save();
      const started = embedder.embedded();
      const phases = new Set((await compactAll(index, { rebuild })).map(({ phase }) => phase));
      assert.equal(embedder.embedded() - started, rebuild ? 150 : 0, 'those that waited had vectors');
      assert.deepEqual(
        [...phases],
        rebuild ? ['embed', 'graph', 'prune', 'codes', 'calibrate', 'words'] : ['compact'],
      );
      assert.ok(index.info().bytes.text < bytes.text * 0.6 && index.info().bytes.graph < bytes.graph * 0.8);
      const left = someDocuments(330).filter(({ id }) => !gone.includes(id));
      for (const reopen of [false, true]) {
        const now = reopen ? await LeannIndex.open('kept', options) : index;
        assert.deepEqual([now.info().documents, now.info().passages], [180, 180]);
        for (const { id, text } of left.slice(0, 40)) {
          assert.equal((await hitsOf(now, text, { k: 1 }))[0]?.id, id);
        }
        assert.deepEqual((await idsOf(now, 'sun')).toSorted(), left.map(({ id }) => id).toSorted());
        if (!reopen) await now.save();
        await now.close();
      }
      const stored = (await store.load())?.manifest;
      assert.deepEqual([stored?.epoch, stored?.documents, stored?.deletedDocuments], [2, 180, 0]);
    });
  }

  it('does nothing where nothing is to be done', () =>
    withIndex(async ({ index }) => {
      await compactAll(index);
      await addAll(index, someDocuments(10));
      const state = await stateOf(index);
      assert.deepEqual(await compactAll(index), []);
      assert.deepEqual(await stateOf(index), state);
    }));

  it('leaves everything as it was when it is ended early', () =>
    withIndex(async ({ index, core }) => {
      await addAll(index, someDocuments(60));
      await addAll(index, someDocuments(5, 60));
      await index.delete(['d1', 'd61']);
      const state = await stateOf(index);
      const live = core.liveHandles;
      for (const rebuild of [false, true]) {
        for await (const _ of index.compact({ rebuild })) break;
        const controller = new AbortController();
        const reason = new Error('enough');
        const aborted = async () => {
          for await (const _ of index.compact({ rebuild, signal: controller.signal }))
            controller.abort(reason);
        };
        await assert.rejects(aborted, (error) => error === reason);
      }
      assert.deepEqual(await stateOf(index), state);
      assert.equal(core.liveHandles, live);
    }));

  it('waits for a save that numbers things as before', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    class Slow extends MemoryStore {
      override async commit(...given: Parameters<MemoryStore['commit']>): Promise<void> {
        if (given[0].manifest.generation === 2) await gate;
        await super.commit(...given);
      }
    }
    const store = new Slow();
    const index = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    await addAll(index, someDocuments(30));
    await index.save();
    await index.delete(['d0', 'd1']);
    const saving = index.save();
    const compacting = compactAll(index);
    await new Promise((resolve) => setTimeout(resolve, 20));
    open();
    await Promise.all([saving, compacting]);
    await index.save();
    assert.deepEqual((await store.load())?.manifest.documents, 28);
    for (const { id, text } of someDocuments(28, 2))
      assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
    await index.close();
  });

  it('happens by itself when it is due and everything is saved', async () => {
    const store = new MemoryStore();
    const index = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    await addAll(index, someDocuments(50));
    await index.delete(someDocuments(20).map(({ id }) => id));
    await index.save();
    await until(() => index.info().generation === 2);
    const { removed, buffered } = index.info().compaction;
    assert.deepEqual([removed, buffered], [0, 0]);
    assert.equal((await hitsOf(index, 'sun', { k: 100 })).length, 30);
    // A change that is asked for does not have to wait for one that is planned.
    await index.delete(someDocuments(15, 20).map(({ id }) => id));
    await index.save();
    await addAll(index, someDocuments(1, 90));
    await index.close();
    assert.equal((await store.load())?.manifest.generation, 3);
  });

  it('does not happen by itself where that is not wanted, or not everything is saved', async () => {
    for (const autoCompact of [false, true]) {
      const embedder = wordEmbedder();
      const index = await LeannIndex.open('kept', { embedder, store: 'memory', autoCompact });
      await addAll(index, someDocuments(50));
      await index.save();
      await index.delete(someDocuments(20).map(({ id }) => id));
      if (!autoCompact) await index.save();
      await new Promise((resolve) => setTimeout(resolve, 1300));
      assert.equal(index.info().compaction.removed, 20);
      await index.close();
    }
  });
});

async function until(met: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !met(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(met());
}
