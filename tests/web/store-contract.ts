// What every Store must do, one case a rule. Run on memory and files in Node, and on IndexedDB in Chromium.

import { crc32 } from '../../web/storage/crc32.js';
import { type Manifest, STORAGE_FORMAT } from '../../web/storage/manifest.js';
import type { Commit, Store, StoredDocument, StoredPassage } from '../../web/storage/store.js';
import { expectCode, expectEqual } from './expect.js';

/** One rule. `open` opens the same place again at each call; each case gets a place of its own. */
export interface StoreCase {
  name: string;
  run(open: () => Promise<Store>): Promise<void>;
}

/** A commit of `documents` documents with `each` passages, after the state that `before` describes. */
export function someCommit(before: Manifest | undefined, documents: number, each: number): Commit {
  const firstDocument = before?.documents ?? 0;
  const rows = Array.from({ length: documents }, (_, row) => firstDocument + row);
  const passages = rows.flatMap((row) => somePassages(row, each));
  const index = Uint8Array.from(
    { length: 100 + firstDocument },
    (_, offset) => (offset * 31 + documents) % 256,
  );
  return {
    manifest: {
      format: STORAGE_FORMAT,
      generation: (before?.generation ?? 0) + 1,
      documents: firstDocument + documents,
      passages: (before?.passages ?? 0) + passages.length,
      trainedPassages: passages.length,
      textBytes: passages.length * 10,
      embedder: { fingerprint: 'words:16', dimension: 16 },
      build: { M: 8, metric: 'ip' },
      split: { maxTokens: 64, overlapTokens: 0 },
      index: { bytes: index.length, crc32: crc32(index) },
    },
    index,
    documents: rows.map((row) => someDocument(row, each)),
    passages,
  };
}

function someDocument(row: number, passages: number): StoredDocument {
  return row % 2 === 0
    ? { id: `doc ${row}`, title: `Title ${row}`, passages }
    : { id: `doc ${row}`, passages };
}

function somePassages(row: number, count: number): StoredPassage[] {
  return Array.from({ length: count }, (_, part) => ({
    text: `text ${part} of ${row}`,
    start: part * 100,
    end: part * 100 + 10,
  }));
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
        const { manifest, index, documents } = commit;
        expectEqual(await store.load(), { manifest, index, documents }, 'snapshot');
        expectEqual(await store.passages([0, 1, 2, 3, 4, 5]), commit.passages, 'passages');
      });
    },
  },
  {
    name: 'keeps an index without passages or documents',
    async run(open) {
      const commit = { ...someCommit(undefined, 0, 0), index: new Uint8Array(0) };
      commit.manifest.index = { bytes: 0, crc32: 0 };
      await withStore(open, (store) => store.commit(commit));
      const read = await withStore(open, (store) => store.load());
      expectEqual(read, { manifest: commit.manifest, index: commit.index, documents: [] }, 'snapshot');
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
        expectEqual(await store.passages(passages.map((_, node) => node)), passages, 'passages');
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
        expectEqual(await store.passages(nodes), expected, 'passages');
        expectEqual(await store.passages([]), [], 'no passages');
      });
    },
  },
  {
    name: 'answers for a passage that is not there with "corrupt"',
    async run(open) {
      await withStore(open, async (store) => {
        await store.commit(someCommit(undefined, 3, 1));
        await expectCode(store.passages([0, 3]), 'corrupt');
        await expectCode(store.passages([100000]), 'corrupt');
        expectEqual((await store.passages([2])).length, 1, 'passages still there');
      });
    },
  },
  {
    name: 'keeps odd texts, titles and ids exactly',
    async run(open) {
      const commit = someCommit(undefined, ODD_TEXTS.length, 1);
      commit.documents = ODD_TEXTS.map((id, row) => ({ id: `${row}${id}`, title: id, passages: 1 }));
      commit.passages = ODD_TEXTS.map((text) => ({ text, start: 0, end: text.length }));
      await withStore(open, (store) => store.commit(commit));
      await withStore(open, async (store) => {
        expectEqual((await store.load())?.documents, commit.documents, 'documents');
        expectEqual(await store.passages(ODD_TEXTS.map((_, node) => node)), commit.passages, 'passages');
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
        const message = await expectCode(stale.commit(someCommit(first.manifest, 9, 1)), 'storage-failed');
        if (!message.includes('changed elsewhere')) throw new Error(`unclear message: ${message}`);
        expectEqual((await stale.load())?.manifest, theirs.manifest, 'manifest');
        expectEqual(await stale.passages([5]), theirs.passages.slice(3), 'passages');
        await expectCode(stale.passages([6]), 'corrupt');
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
        const { manifest, index, documents } = first;
        expectEqual(await store.load(), { manifest, index, documents }, 'snapshot');
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
          await store.passages([9999, 5000]),
          [commit.passages[9999], commit.passages[5000]],
          'passages',
        );
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
