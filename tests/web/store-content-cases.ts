// Rules of what a Store keeps: commits come back as they were made, whatever is in them.

import type { Manifest } from '../../web/storage/manifest.js';
import type { StoredDocument, StoredPassage } from '../../web/storage/store.js';
import { expectCode, expectEqual } from './expect.js';
import { snapshotOf, someCommit, someRewrite, TEXT_BYTES } from './some-commit.js';
import { type StoreCase, withStore } from './store-case.js';

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

export const contentCases: StoreCase[] = [
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
];
