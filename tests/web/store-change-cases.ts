// Rules of how a Store changes: rival commits, epochs, locks and the journal.

import { nextTask } from '../../web/base/next-task.js';
import { expectCode, expectEqual } from './expect.js';
import { DIMENSION, snapshotOf, someCommit, someRewrite, withState } from './some-commit.js';
import { type StoreCase, withStore } from './store-case.js';

export const changeCases: StoreCase[] = [
  {
    name: 'refuses to overwrite what another handle committed, and keeps it',
    async run(open) {
      const first = someCommit(undefined, 2, 1);
      await withStore(open, (store) => store.commit(first));
      await withStore(open, async (stale) => {
        const theirs = someCommit(first.manifest, 4, 1);
        await withStore(open, (store) => store.commit(theirs));
        const message = await expectCode(stale.commit(someCommit(first.manifest, 9, 1)), 'conflict');
        if (!message.includes('changed elsewhere')) throw new Error(`unclear message: ${message}`);
        expectEqual((await stale.load())?.manifest, theirs.manifest, 'manifest');
        expectEqual(await stale.passages(1, [5]), theirs.passages.slice(3), 'passages');
        await expectCode(stale.passages(1, [6]), 'corrupt');
      });
    },
  },
  {
    name: 'lets exactly one of two commits at once win',
    async run(open) {
      const [left, right] = [await open(), await open()];
      const ends = await Promise.allSettled([
        left.commit(someCommit(undefined, 5, 1)),
        right.commit(someCommit(undefined, 7, 1)),
      ]);
      const won = ends.filter((end) => end.status === 'fulfilled').length;
      expectEqual(won, 1, 'commits that won');
      const documents = ends[0].status === 'fulfilled' ? 5 : 7;
      expectEqual((await left.load())?.documents.length, documents, 'documents');
      await Promise.all([left.close(), right.close()]);
    },
  },
  {
    name: 'refuses a commit that does not add up or cannot be stored, and changes nothing',
    async run(open) {
      await withStore(open, async (store) => {
        const first = someCommit(undefined, 2, 1);
        await store.commit(first);
        const short = someCommit(first.manifest, 3, 1);
        await expectCode(store.commit({ ...short, passages: short.passages.slice(1) }), 'internal');
        await expectCode(store.commit({ ...short, documents: short.documents.slice(1) }), 'internal');
        await expectCode(store.commit({ ...short, index: short.index.slice(1) }), 'internal');
        const rewritten = { ...short, rows: Uint32Array.from([0, 1, 2, 3, 4]) };
        await expectCode(store.commit(rewritten), 'internal');
        await expectCode(store.commit({ ...short, deleted: Uint32Array.from([1]) }), 'internal');
        await expectCode(store.commit({ ...short, vectors: new Uint16Array(DIMENSION) }), 'internal');
        expectEqual(await store.load(), snapshotOf(first), 'snapshot');
        await store.commit(short);
      });
    },
  },
  {
    name: 'shares no memory with its callers',
    async run(open) {
      const commit = someCommit(undefined, 2, 1);
      // A view into a larger buffer, as WASM memory is.
      const padded = new Uint8Array(commit.index.length + 64).fill(255);
      padded.set(commit.index, 32);
      const view = padded.subarray(32, 32 + commit.index.length);
      await withStore(open, async (store) => {
        await store.commit({ ...commit, index: view });
        padded.fill(0);
        const read = await store.load();
        expectEqual(read?.index, commit.index, 'index');
        read?.index.fill(9);
        read?.documents.pop();
        expectEqual((await store.load())?.index, commit.index, 'index, read again');
        expectEqual((await store.load())?.documents, commit.documents, 'documents, read again');
      });
    },
  },
  {
    name: 'takes ten thousand passages',
    async run(open) {
      const commit = someCommit(undefined, 2500, 4);
      await withStore(open, (store) => store.commit(commit));
      await withStore(open, async (store) => {
        expectEqual((await store.load())?.documents, commit.documents, 'documents');
        expectEqual(
          await store.passages(1, [9999, 5000]),
          [commit.passages[9999], commit.passages[5000]],
          'passages',
        );
      });
    },
  },
  {
    name: 'keeps what is deleted and what waits with each state',
    async run(open) {
      const first = withState(someCommit(undefined, 5, 1), [1, 3]);
      await withStore(open, (store) => store.commit(first));
      await withStore(open, async (store) => {
        expectEqual(await store.load(), snapshotOf(first), 'snapshot');
        const second = someCommit(first.manifest, 1, 1);
        await store.commit(second);
        expectEqual((await store.load())?.deleted, new Uint32Array(0), 'deleted');
        expectEqual((await store.load())?.vectors, new Uint16Array(0), 'vectors');
      });
    },
  },
  {
    name: 'keeps the index where a commit does not change it',
    async run(open) {
      const first = someCommit(undefined, 5, 1);
      await withStore(open, (store) => store.commit(first));
      let before = first;
      for (let commit = 0; commit < 3; commit++) {
        const next = someCommit(before.manifest, 2, 1);
        next.manifest.index = first.manifest.index;
        await withStore(open, (store) => store.commit({ ...next, index: undefined }));
        before = next;
      }
      await withStore(open, async (store) => {
        expectEqual((await store.load())?.index, first.index, 'index');
        const next = someCommit(before.manifest, 1, 1);
        await store.commit(next);
        expectEqual((await store.load())?.index, next.index, 'index, changed');
      });
    },
  },
  {
    name: 'begins a new epoch with passages in any order, and some new',
    async run(open) {
      const first = someCommit(undefined, 300, 1);
      const kept = Array.from({ length: 300 }, (_, row) => (row * 7) % 300).filter((row) => row % 3 !== 0);
      const second = someRewrite(first, kept);
      await withStore(open, async (store) => {
        await store.commit(first);
        await store.commit(second);
      });
      const expected = [...kept.map((row) => first.passages[row]), ...second.passages];
      await withStore(open, async (store) => {
        expectEqual(await store.load(), snapshotOf(second), 'snapshot');
        const all = expected.map((_, number) => number);
        expectEqual(await store.passages(2, all), expected, 'passages');
        const third = someCommit(second.manifest, 70, 1);
        await store.commit(third);
        const number = expected.length + 69;
        expectEqual(await store.passages(2, [number]), [third.passages[69]], 'passage of the next commit');
      });
    },
  },
  {
    name: 'keeps the texts of an epoch until the last reader has let go',
    async run(open) {
      const [reader, writer] = [await open(), await open()];
      const first = someCommit(undefined, 5, 1);
      await writer.commit(first);
      await reader.load();
      await writer.commit(someRewrite(first, [4, 2]));
      await writer.release(1);
      expectEqual(await reader.passages(1, [3]), [first.passages[3]], 'passage of the old epoch');
      expectEqual(await writer.passages(2, [0]), [first.passages[4]], 'passage of the new epoch');
      expectEqual((await reader.load())?.manifest.epoch, 2, 'epoch');
      expectEqual(await reader.passages(1, [1]), [first.passages[1]], 'old passage once more');
      await reader.release(1);
      await expectCode(reader.passages(1, [1]), 'corrupt');
      expectEqual(await reader.passages(2, [1]), [first.passages[2]], 'new passage');
      await Promise.all([reader.close(), writer.close()]);
    },
  },
  {
    name: 'lets one write at a time, in order, and tells those who give up apart',
    async run(open) {
      const [left, right] = [await open(), await open()];
      const release = await left.lock();
      const waiting = new AbortController();
      const given = right.lock(waiting.signal);
      const reason = new Error('enough');
      waiting.abort(reason);
      const end = await given.catch((error: unknown) => error);
      expectEqual(end === reason, true, 'the reason');
      let got = false;
      const second = right.lock().then((free) => {
        got = true;
        return free;
      });
      await nextTask();
      expectEqual(got, false, 'second lock');
      await release();
      await release();
      await (await second)();
      await (await left.lock())();
      await Promise.all([left.close(), right.close()]);
    },
  },
  {
    name: 'frees the lock of a handle that is closed',
    async run(open) {
      const left = await open();
      const release = await left.lock();
      await release();
      await left.close();
      await withStore(open, async (right) => (await right.lock())());
    },
  },
  {
    name: 'forgets the entries of the journal that a commit names, and only those',
    async run(open) {
      await withStore(open, async (store) => {
        if (store.journal === undefined) return;
        const entry = (value: number) => Uint16Array.from({ length: DIMENSION }, () => value);
        await store.journal.put([
          ['a', entry(1)],
          ['b', entry(2)],
        ]);
        await store.journal.put([['b', entry(3)]]);
        await withStore(open, async (other) => {
          const read = await other.journal?.get(['b', 'none', 'a']);
          expectEqual(read, [entry(3), undefined, entry(1)], 'entries');
        });
        const first = someCommit(undefined, 2, 1);
        await store.commit({ ...first, journaled: ['a', 'none'] });
        expectEqual(await store.journal.get(['a', 'b']), [undefined, entry(3)], 'entries after the commit');
        const short = someCommit(first.manifest, 2, 1);
        const failing = { ...short, passages: [], journaled: ['b'] };
        await expectCode(store.commit(failing), 'internal');
        expectEqual(await store.journal.get(['b']), [entry(3)], 'entry after a commit that failed');
      });
    },
  },
  {
    name: 'can be closed twice',
    async run(open) {
      const store = await open();
      await store.close();
      await store.close();
    },
  },
];
