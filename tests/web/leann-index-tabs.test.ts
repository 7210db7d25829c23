// Several handles of one index, as in several tabs: one writes, the others keep what they opened until they want more.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll } from './drive.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

describe('an index in several tabs', () => {
  let core: Core;

  before(async () => {
    core = await Core.load();
  });

  function open(store: MemoryStore, options: Partial<OpenOptions> = {}): Promise<LeannIndex> {
    return LeannIndex.open('shared', {
      embedder: wordEmbedder(),
      store,
      core,
      autoCompact: false,
      ...options,
    });
  }

  async function two(): Promise<{ store: MemoryStore; left: LeannIndex; right: LeannIndex }> {
    const store = new MemoryStore();
    const left = await open(store);
    await addAll(left, someDocuments(30));
    await left.save();
    return { store, left, right: await open(store) };
  }

  it('loses no change when both write in turns', async () => {
    const { store, left, right } = await two();
    for (let round = 0; round < 20; round++) {
      const [first, second] = round % 2 === 0 ? [left, right] : [right, left];
      const both = [first, second].map(async (index, side) => {
        await updateAll(index, [{ id: `round ${round} side ${side}`, text: `rain number${round} ${side}` }]);
        if (round % 3 === 0) await index.delete(`d${round}`);
        if (round % 5 === side) await compactAll(index);
        await index.save();
      });
      await Promise.all(both);
    }
    await left.close();
    await right.close();
    const index = await open(store);
    for (let round = 0; round < 20; round++) {
      assert.equal(await index.has(`d${round}`), round % 3 !== 0);
      for (const side of [0, 1]) {
        assert.ok(await index.has(`round ${round} side ${side}`), `${round} ${side}`);
      }
    }
    assert.equal(index.info().documents, 30 - 7 + 40);
    assert.equal((await hitsOf(index, 'rain', { k: 200 })).length, 63);
    await index.close();
    assert.equal(core.liveHandles, 0);
  });

  it('makes a writer wait until the other has saved or closed', async () => {
    const { left, right } = await two();
    await addAll(left, someDocuments(1, 30));
    let added = false;
    const adding = addAll(right, someDocuments(1, 31)).then(() => {
      added = true;
    });
    await pause();
    assert.equal(added, false);
    await left.save();
    await adding;
    assert.deepEqual([right.info().documents, right.info().generation], [32, 2]);
    const deleting = left.delete('d0');
    await right.close();
    assert.equal(await deleting, 1);
    assert.equal(left.info().documents, 30, 'what was not saved is dropped');
    await left.close();
  });

  it('lets a waiting change be given up', async () => {
    const { left, right } = await two();
    await addAll(left, someDocuments(1, 30));
    const controller = new AbortController();
    const reason = new Error('enough');
    const adding = addAll(right, someDocuments(1, 31), { signal: controller.signal });
    await pause();
    controller.abort(reason);
    await assert.rejects(adding, (error) => error === reason);
    const closing = addAll(right, someDocuments(1, 31));
    await pause();
    await right.close();
    await assert.rejects(closing, { code: 'closed' });
    await left.save();
    await left.close();
  });

  it('keeps what a reader has opened, whatever the writer does', async () => {
    const { left, right } = await two();
    const texts = someDocuments(30).map(({ text }) => text);
    await updateAll(left, [{ id: 'd0', text: 'quite another text' }]);
    await left.delete(['d1', 'd2']);
    await left.save();
    await compactAll(left);
    await left.save();
    await compactAll(left, { rebuild: true });
    await left.save();
    const hits = await hitsOf(right, 'sun', { k: 100 });
    assert.deepEqual(hits.map(({ text }) => text).toSorted(), texts.toSorted());
    assert.equal((await right.get('d0'))?.passages[0]?.text, texts[0]);

    assert.equal(await right.refresh(), true);
    assert.equal(await right.refresh(), false);
    assert.deepEqual([right.info().generation, right.info().documents], [4, 28]);
    assert.equal((await right.get('d0'))?.passages[0]?.text, 'quite another text');
    assert.equal((await hitsOf(right, 'sun', { k: 100 })).length, 28);
    await left.close();
    await right.close();
    assert.equal(core.liveHandles, 0);
  });

  it('ends a search under way with what it began with', async () => {
    const { left, right } = await two();
    const search = right.search('rain', { mode: 'meaning', k: 30, batchSize: 4 });
    await search.next();
    await left.delete(['d1', 'd2']);
    await compactAll(left);
    await left.save();
    await right.refresh();
    let hits = 0;
    for await (const update of search) hits = update.hits.length;
    assert.equal(hits, 30);
    await left.close();
    await right.close();
  });

  it('tells readers of a newer generation, and not the writer', async () => {
    const store = new MemoryStore();
    const told: [string, number][] = [];
    const left = await open(store, { onNewer: (generation) => told.push(['left', generation]) });
    const right = await open(store, { onNewer: (generation) => told.push(['right', generation]) });
    await addAll(left, someDocuments(5));
    await left.save();
    await pause();
    assert.deepEqual(told, [['right', 1]]);
    await addAll(right, someDocuments(5, 5));
    await right.save();
    await pause();
    assert.deepEqual(told, [
      ['right', 1],
      ['left', 2],
    ]);
    await left.close();
    await updateAll(right, someDocuments(1));
    await right.save();
    await pause();
    assert.equal(told.length, 2);
    await right.close();
  });

  it('refreshes nothing while changes are not saved', async () => {
    const { left, right } = await two();
    await addAll(left, someDocuments(1, 30));
    assert.equal(await left.refresh(), false);
    assert.equal(left.info().documents, 31);
    assert.equal(await right.refresh(), false);
    await left.close();
    await right.close();
  });

  it('takes over an index that another tab began meanwhile', async () => {
    const store = new MemoryStore();
    const [left, right] = [await open(store, { split: { maxTokens: 20 } }), await open(store)];
    await addAll(left, someDocuments(5));
    await left.save();
    await addAll(right, someDocuments(5, 5));
    await right.save();
    assert.deepEqual([right.info().documents, right.info().split.maxTokens], [10, 20]);
    await left.close();
    await right.close();
  });

  it('says so when what was stored has vanished', async () => {
    const { store, left } = await two();
    store.manifest = async () => undefined;
    store.load = async () => undefined;
    await assert.rejects(left.refresh(), { code: 'evicted' });
    await assert.rejects(addAll(left, someDocuments(1, 40)), { code: 'evicted' });
    assert.equal(left.info().documents, 30);
    await left.close();
  });

  it('refuses to overwrite where nobody keeps writers apart', async () => {
    class Lockless extends MemoryStore {
      override lock = async () => async () => undefined;
    }
    const store = new Lockless();
    const [left, right] = [await open(store), await open(store)];
    await addAll(left, someDocuments(5));
    await addAll(right, someDocuments(7));
    await left.save();
    await assert.rejects(right.save(), { code: 'conflict', message: /changed elsewhere/ });
    assert.equal(right.info().documents, 7);
    await left.close();
    await right.close();
  });
});

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
