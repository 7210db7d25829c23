// LeannIndex.delete and LeannIndex.update: what is deleted or replaced is never found again.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Document, LeannIndex, MemoryStore } from '../../web/index.js';
import { addAll, compactAll, hitsOf, idsOf, updateAll, updatesOf } from './drive.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

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

  it('builds again without the old versions when the index has doubled', () =>
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
      const search = index.search('rain', { mode: 'meaning', k: 20, batchSize: 4 });
      await search.next();
      await updateAll(index, [{ id: 'd0', text: 'something else' }]);
      await compactAll(index);
      let texts: string[] = [];
      for await (const { hits } of search) texts = hits.map(({ text }) => text);
      assert.equal(texts.length, 20);
      assert.ok(texts.includes(someDocuments(1)[0]?.text ?? ''));
    }));
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
