// LeannIndex that lives: documents are replaced and deleted, new ones found at once, and deleted ones swept out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { exactBest } from './exact-search.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

async function idsOf(index: LeannIndex, query: string, k = 1000): Promise<string[]> {
  return (await hitsOf(index, query, { k })).map(({ id }) => id);
}

describe('passages that wait to be linked', () => {
  it('are found at once, by exact scores, among the others', () =>
    withIndex(async ({ index, embedder }) => {
      const documents = someDocuments(200);
      await addAll(index, documents.slice(0, 150));
      for (const document of documents.slice(150)) {
        const started = embedder.embedded();
        await addAll(index, [document]);
        assert.equal(embedder.embedded() - started, 1);
        const [hit] = await hitsOf(index, document.text, { k: 1 });
        assert.deepEqual([hit?.id, hit?.exact], [document.id, true]);
      }
      assert.equal(index.info().compaction.buffered, 50);
      assert.equal(index.info().bytes.buffered, 50 * 64 * 2);
      const query = documents[170]?.text ?? '';
      const best = await hitsOf(index, query, { k: 5, confidence: 1, maxRecomputes: 1000 });
      assert.deepEqual(
        best.map(({ id }) => id),
        exactBest(documents, query, 5),
      );
      const scores = best.map(({ score }) => score);
      assert.deepEqual(
        scores,
        scores.toSorted((left, right) => right - left),
      );
    }));

  it('come with what was recomputed before what is only estimated, in the end', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(200));
      await addAll(index, someDocuments(3, 200));
      let mixed = 0;
      for (const { text } of someDocuments(20, 300)) {
        const updates = await updatesOf(index, text, { k: 20, confidence: 1, maxRecomputes: 8 });
        const exact = updates.at(-1)?.hits.map((hit) => hit.exact) ?? [];
        assert.deepEqual(exact, [...Array(11).fill(true), ...Array(9).fill(false)]);
        const scores = updates.at(-1)?.hits.map(({ score }) => score) ?? [];
        if ((scores[11] ?? 0) > (scores[10] ?? 0)) mixed++;
      }
      assert.ok(mixed > 0, 'by score alone they would have been mixed');
    }));

  it('obey filters, and are not embedded for a search', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(40));
      await addAll(index, someDocuments(5, 40));
      const started = embedder.embedded();
      const hits = await hitsOf(index, 'sun', { k: 100, filter: ['d41', 'd44', 'gone'] });
      assert.deepEqual(hits.map(({ id }) => id).toSorted(), ['d41', 'd44']);
      assert.equal(embedder.embedded() - started, 1, 'the query');
    }));

  it('are linked when there are 256', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(600));
      const { graph } = index.info().bytes;
      await addAll(index, someDocuments(255, 600));
      assert.deepEqual([index.info().compaction.buffered, index.info().bytes.graph], [255, graph]);
      await addAll(index, someDocuments(1, 855));
      assert.equal(index.info().compaction.buffered, 0);
      assert.ok(index.info().bytes.graph > graph);
      assert.equal(index.info().trainedPassages, 600);
      for (const { id, text } of someDocuments(20, 836))
        assert.equal((await hitsOf(index, text, { k: 1, confidence: 1 }))[0]?.id, id);
    }));

  it('are saved with their vectors, and score the same afterwards', async () => {
    const store = new MemoryStore();
    const first = await LeannIndex.open('kept', { embedder: wordEmbedder(), store, cacheBytes: 0 });
    await addAll(first, someDocuments(40));
    await first.save();
    const index = (await store.load())?.index;
    await addAll(first, someDocuments(20, 40));
    await first.save();
    assert.deepEqual((await store.load())?.manifest.index.generation, 1, 'the graph is not written again');
    assert.deepEqual((await store.load())?.index, index);
    const state = await stateOf(first);
    await first.close();
    const embedder = wordEmbedder();
    const second = await LeannIndex.open('kept', { embedder, store, cacheBytes: 0 });
    assert.deepEqual(await stateOf(second), state);
    await compactAll(second);
    assert.equal(second.info().compaction.buffered, 0);
    await second.close();
  });
});

describe('LeannIndex.delete', () => {
  it('takes one id or many, and says how many were there', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(20));
      assert.equal(await index.delete('d3'), 1);
      assert.equal(await index.delete('d3'), 0);
      assert.equal(await index.delete(['d4', 'd5', 'd4', 'nobody']), 2);
      assert.equal(await index.delete(new Set(['d19'])), 1);
      assert.equal(await index.delete([]), 0);
      assert.deepEqual([index.info().documents, index.info().passages], [16, 16]);
      for (const id of ['d3', 'd4', 'd5', 'd19']) {
        assert.ok(!(await index.has(id)));
        assert.equal(await index.get(id), undefined);
      }
      assert.ok(await index.has('d6'));
      const left = someDocuments(19).map(({ id }) => id);
      const gone = ['d3', 'd4', 'd5'];
      assert.deepEqual((await index.ids()).toSorted(), left.filter((id) => !gone.includes(id)).toSorted());
    }));

  it('is never found again, and never embedded', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(60));
      await addAll(index, someDocuments(10, 60));
      const gone = someDocuments(70).filter((_, row) => row % 3 === 0);
      await index.delete(gone.map(({ id }) => id));
      const asked = new Set<string>();
      embedder.before = (texts) => {
        for (const text of texts) asked.add(text);
      };
      for (const strategy of ['auto', 'scan', 'walk', 'two-level', 'best-first'] as const) {
        const hits = await hitsOf(index, 'sun and rain', { k: 100, strategy, maxRecomputes: 100 });
        assert.ok(hits.every(({ id }) => !gone.some((document) => document.id === id)));
        assert.ok(hits.length > 40, `${strategy}: ${hits.length}`);
      }
      assert.ok(gone.every(({ text }) => !asked.has(text)));
      for (const filter of [gone.map(({ id }) => id), () => true]) {
        const hits = await hitsOf(index, 'sun', { k: 100, filter });
        assert.equal(hits.length, typeof filter === 'function' ? 46 : 0);
      }
    }));

  it('stays deleted when saved, and the id can come back', async () => {
    const store = new MemoryStore();
    const first = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    await addAll(first, [...someDocuments(30), { id: 'blank', text: '' }]);
    await first.save();
    await first.delete(['d1', 'd2', 'blank']);
    await first.save();
    await first.close();
    const second = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    assert.deepEqual(
      [second.info().documents, await second.has('d2'), await second.has('blank')],
      [28, false, false],
    );
    assert.ok(!(await idsOf(second, 'sun')).includes('d2'));
    await addAll(second, [{ id: 'd2', text: 'an entirely new text' }]);
    assert.equal((await hitsOf(second, 'an entirely new text', { k: 1 }))[0]?.id, 'd2');
    await second.save();
    await second.close();
    const third = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    assert.equal((await third.get('d2'))?.passages[0]?.text, 'an entirely new text');
    assert.equal((await idsOf(third, 'sun')).filter((id) => id === 'd2').length, 1);
    await third.close();
  });

  it('refuses what is no id, and deletes nothing', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(3));
      for (const ids of [undefined, null, 7, { id: 'd0' }, ['d0', 7]] as unknown as string[]) {
        await assert.rejects(index.delete(ids), { code: 'invalid-argument' });
      }
      assert.equal(index.info().documents, 3);
    }));

  it('leaves an empty index that can be filled again', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(10));
      await index.delete(someDocuments(10).map(({ id }) => id));
      assert.deepEqual(await hitsOf(index, 'sun'), []);
      await addAll(index, someDocuments(2, 20));
      assert.deepEqual((await idsOf(index, 'sun')).toSorted(), ['d20', 'd21']);
      await index.delete(['d20', 'd21']);
      await compactAll(index);
      assert.deepEqual([index.info().passages, index.info().bytes.total], [0, 0]);
      await addAll(index, someDocuments(5, 30));
      assert.equal((await hitsOf(index, 'sun', { k: 9 })).length, 5);
    }));
});

describe('LeannIndex.update', () => {
  it('replaces documents of the same id and adds the others', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(40));
      await updateAll(index, [
        { id: 'd7', text: 'a zebra in the desert', title: 'Zebra' },
        { id: 'new', text: 'a camel in the desert' },
      ]);
      assert.equal(index.info().documents, 41);
      assert.deepEqual((await idsOf(index, 'zebra camel desert', 2)).toSorted(), ['d7', 'new']);
      const ids = await idsOf(index, 'sun');
      assert.equal(ids.length, 41);
      assert.equal(new Set(ids).size, 41);
      const info = await index.get('d7');
      assert.deepEqual([info?.title, info?.passages[0]?.text], ['Zebra', 'a zebra in the desert']);
    }));

  it('can change the number of passages, to none too', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, someDocuments(10));
        const long = someDocuments(6, 50)
          .map(({ text }) => `${text}.`)
          .join(' ');
        await updateAll(index, [{ id: 'd2', text: long }]);
        const { passages = [] } = (await index.get('d2')) ?? {};
        assert.ok(passages.length > 3);
        assert.equal(index.info().passages, 9 + passages.length);
        await updateAll(index, [{ id: 'd2', text: ' ' }]);
        assert.deepEqual([index.info().documents, index.info().passages], [10, 9]);
        assert.ok(!(await idsOf(index, long)).includes('d2'));
      },
      { split: { maxTokens: 12 } },
    ));

  it('applies all or nothing', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(30));
      const state = await stateOf(index);
      const change: Document[] = [{ id: 'd1', text: 'another' }];
      embedder.before = () => {
        throw new Error('out of power');
      };
      await assert.rejects(updateAll(index, change), /out of power/);
      embedder.before = () => {};
      await assert.rejects(updateAll(index, [...change, ...change]), { code: 'duplicate-id' });
      for await (const _ of index.update(change)) break;
      assert.deepEqual(await stateOf(index), state);
    }));

  it('builds anew without the old versions when the index has doubled', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(20));
      const changed = someDocuments(20).map(({ id, text }) => ({ id, text: `${text} changed` }));
      await updateAll(index, [...changed.slice(0, 10), ...someDocuments(30, 20)]);
      assert.deepEqual([index.info().trainedPassages, index.info().compaction.removed], [50, 0]);
      for (const { id, text } of changed.slice(0, 10)) {
        assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
        assert.equal((await index.get(id))?.passages[0]?.text, text);
      }
    }));

  it('lets a search that began before go on with the old version', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(20));
      const search = index.search('rain', { k: 20, batchSize: 4 });
      await search.next();
      await updateAll(index, [{ id: 'd0', text: 'something else' }]);
      await compactAll(index);
      let texts: string[] = [];
      for await (const { hits } of search) texts = hits.map(({ text }) => text);
      assert.equal(texts.length, 20);
      assert.ok(texts.includes(someDocuments(1)[0]?.text ?? ''));
    }));
});

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
        rebuild ? ['embed', 'graph', 'prune', 'codes', 'calibrate'] : ['compact'],
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

describe('one change at a time', () => {
  it('refuses a second, whatever it is, and takes it afterwards', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(10));
      const first = index.update([{ id: 'd1', text: 'another' }]);
      await first.next();
      const busy = { code: 'invalid-argument', message: /another addition or change/ };
      await assert.rejects(index.delete('d2'), busy);
      await assert.rejects(compactAll(index), busy);
      await assert.rejects(updateAll(index, someDocuments(1)), busy);
      await first.return();
      assert.equal(await index.delete('d2'), 1);
      assert.ok((await updatesOf(index, 'sun')).length > 0);
    }));
});

async function until(met: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !met(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(met());
}
