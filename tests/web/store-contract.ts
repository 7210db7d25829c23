// The rules that every Store must obey, one case each. Run on memory and files in Node, and on IndexedDB in Chromium.

import { nextTask } from '../../web/base/next-task.js';
import type { Manifest } from '../../web/storage/manifest.js';
import type { Store, StoredDocument, StoredPassage } from '../../web/storage/store.js';
import { expectCode, expectEqual } from './expect.js';
import { DIMENSION, snapshotOf, someCommit, someRewrite, TEXT_BYTES, withState } from './some-commit.js';

/** One rule. `open` opens the same place again at each call; each case gets a place of its own. */
export interface StoreCase {
  name: string;
  run(open: () => Promise<Store>): Promise<void>;
}

async function withStore<T>(open: () => Promise<Store>, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await open();
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const ODD_TEXTS = [
  '',
  ' \n\t',
  'nul \u0000 inside',
  'lone \ud800 surrogate',
  'emoji 👩‍👩‍👧 and ünïcödé',
  '"quotes" \\ and \u2028 lines',
  '__proto__',
  'long '.repeat(20000),
];

/** With its fields in order of their names; those of its metadata stay in theirs. */
function sorted(document: StoredDocument): [string, unknown][] {
  return Object.entries(document).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

export const storeContract: StoreCase[] = [
  {
    name: 'holds nothing at first',
    async run(open) {
      await withStore(open, async (store) => expectEqual(await store.load(), undefined, 'snapshot'));
      await withStore(open, async (store) =>
        expectEqual(await store.load(), undefined, 'snapshot, reopened'),
      );
    },
  },
  {
    name: 'gives back what was committed, to another handle too',
    async run(open) {
      const commit = someCommit(undefined, 3, 2);
      await withStore(open, (store) => store.commit(commit));
      await withStore(open, async (store) => {
        expectEqual(await store.load(), snapshotOf(commit), 'snapshot');
        expectEqual(await store.manifest(), commit.manifest, 'manifest');
        expectEqual(await store.passages(1, [0, 1, 2, 3, 4, 5]), commit.passages, 'passages');
      });
    },
  },
  {
    name: 'keeps an index without passages or documents',
    async run(open) {
      const commit = { ...someCommit(undefined, 0, 0), index: new Uint8Array(0) };
      commit.manifest.index = { generation: 1, bytes: 0, crc32: 0 };
      await withStore(open, (store) => store.commit(commit));
      const read = await withStore(open, (store) => store.load());
      expectEqual(read, snapshotOf(commit), 'snapshot');
    },
  },
  {
    name: 'appends one commit after another, across blocks of any fill',
    async run(open) {
      const documents: StoredDocument[] = [];
      const passages: StoredPassage[] = [];
      let manifest: Manifest | undefined;
      for (const [count, each] of [
        [1, 1],
        [63, 1],
        [1, 0],
        [30, 3],
        [700, 1],
        [300, 0],
        [1, 129],
      ] as const) {
        const commit = someCommit(manifest, count, each);
        await withStore(open, (store) => store.commit(commit));
        documents.push(...commit.documents);
        passages.push(...commit.passages);
        manifest = commit.manifest;
      }
      await withStore(open, async (store) => {
        const snapshot = await store.load();
        expectEqual(snapshot?.manifest, manifest, 'manifest');
        expectEqual(snapshot?.documents, documents, 'documents');
        expectEqual(
          await store.passages(
            1,
            passages.map((_, node) => node),
          ),
          passages,
          'passages',
        );
      });
    },
  },
  {
    name: 'reads passages in the order asked for, repeats and none included',
    async run(open) {
      const commit = someCommit(undefined, 100, 2);
      await withStore(open, async (store) => {
        await store.commit(commit);
        const nodes = [199, 0, 64, 63, 0, 128, 127];
        const expected = nodes.map((node) => commit.passages[node]);
        expectEqual(await store.passages(1, nodes), expected, 'passages');
        expectEqual(await store.passages(1, []), [], 'no passages');
      });
    },
  },
  {
    name: 'answers for a passage that is not there with "corrupt"',
    async run(open) {
      await withStore(open, async (store) => {
        await store.commit(someCommit(undefined, 3, 1));
        await expectCode(store.passages(1, [0, 3]), 'corrupt');
        await expectCode(store.passages(1, [100000]), 'corrupt');
        expectEqual((await store.passages(1, [2])).length, 1, 'passages still there');
      });
    },
  },
  {
    name: 'keeps odd texts, titles and ids exactly',
    async run(open) {
      const commit = someCommit(undefined, ODD_TEXTS.length, 1);
      commit.documents = ODD_TEXTS.map((id, row) => ({
        id: `${row}${id}`,
        title: id,
        passages: 1,
        textBytes: TEXT_BYTES,
      }));
      commit.passages = ODD_TEXTS.map((text) => ({ text, start: 0, end: text.length }));
      await withStore(open, (store) => store.commit(commit));
      await withStore(open, async (store) => {
        expectEqual((await store.load())?.documents, commit.documents, 'documents');
        expectEqual(
          await store.passages(
            1,
            ODD_TEXTS.map((_, node) => node),
          ),
          commit.passages,
          'passages',
        );
      });
    },
  },
  {
    name: 'keeps what documents carry, in whatever order their fields are given',
    async run(open) {
      const metadata = JSON.parse(
        '{"z": [1, null, {"a": "lone \\ud800"}], "__proto__": {"b": true}, "1": -0.5}',
      );
      const counts = { passages: 1, textBytes: TEXT_BYTES };
      const commit = someCommit(undefined, 4, 1);
      commit.documents = [
        { ...counts, metadata, url: 'https://example.org/é', title: 'all', id: 'a' },
        { id: 'b', url: '', ...counts },
        { id: 'c', metadata: {}, ...counts },
        { id: 'd', ...counts },
      ];
      const bare = someCommit(commit.manifest, 2, 1);
      await withStore(open, (store) => store.commit(commit));
      await withStore(open, (store) => store.commit(bare));
      await withStore(open, async (store) => {
        const read = (await store.load())?.documents ?? [];
        expectEqual(read.map(sorted), [...commit.documents, ...bare.documents].map(sorted), 'documents');
      });
    },
  },
  {
    name: 'keeps the sections of passages, and lets nobody change them',
    async run(open) {
      const commit = someCommit(undefined, 70, 1);
      const sections = [
        { cut: 7 },
        { anchor: 'a' },
        { headings: ['A'], anchor: 'a' },
        { headings: ['A', 'B'] },
      ];
      commit.passages = commit.passages.map((passage, row) => ({ ...passage, ...sections[row % 4] }));
      const expected = structuredClone([...commit.passages.slice(60), ...commit.passages.slice(0, 4)]);
      const nodes = [60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 0, 1, 2, 3];
      await withStore(open, async (store) => {
        await store.commit(commit);
        for (const { headings } of [...commit.passages, ...(await store.passages(1, nodes))]) {
          headings?.push('changed');
        }
      });
      await withStore(open, async (store) => {
        expectEqual(await store.passages(1, nodes), expected, 'passages');
        const rewritten = someRewrite(commit, [62, 3]);
        await store.commit(rewritten);
        const kept = [expected[2], expected[13], ...rewritten.passages];
        expectEqual(await store.passages(2, [0, 1, 2]), kept, 'passages of the new epoch');
      });
    },
  },
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
