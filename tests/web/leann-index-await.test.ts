// Changes of an index that are awaited in place of being iterated.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expectCode } from './expect.js';
import { withIndex } from './with-index.js';
import { someDocuments } from './word-embedder.js';

describe('a change of an index', () => {
  it('may be awaited', () =>
    withIndex(async ({ index }) => {
      assert.equal(await index.add(someDocuments(5)), undefined);
      assert.equal(index.info().documents, 5);
      const [changed] = someDocuments(1, 9);
      await index.update([{ id: someDocuments(1)[0]?.id ?? '', text: changed?.text ?? '' }]);
      assert.equal(index.info().documents, 5);
      await index.delete(someDocuments(2).map(({ id }) => id));
      await index.compact();
      assert.equal(index.info().compaction.removed, 0);
    }));

  it('has not begun before that, and is carried out once', () =>
    withIndex(async ({ index }) => {
      const change = index.add(someDocuments(3));
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(index.info().documents, 0);
      await Promise.all([change, change]);
      await change;
      assert.equal(index.info().documents, 3);
    }));

  it('goes on where an iteration has stopped', () =>
    withIndex(async ({ index }) => {
      const change = index.add(someDocuments(3));
      assert.equal((await change.next()).value?.phase, 'split');
      await change;
      assert.equal(index.info().documents, 3);
    }));

  it('rejects with its error, and changes nothing', () =>
    withIndex(async ({ index }) => {
      await index.add(someDocuments(3));
      await expectCode(Promise.resolve(index.add(someDocuments(4))), 'duplicate-id');
      assert.equal(index.info().documents, 3);
      const aborted = AbortSignal.abort(new Error('enough'));
      await assert.rejects(Promise.resolve(index.add(someDocuments(1, 7), { signal: aborted })), /enough/);
      assert.equal(index.info().documents, 3);
    }));
});
