// Search for documents: each is found once, by its best passage, wherever the index is.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, compactAll, hitsOf, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments } from './hosted-folder.js';
import { withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

const SPLIT = { maxTokens: 12 };

/** Documents of 1 to 15 passages. */
const BOOKS: Document[] = Array.from({ length: 30 }, (_, row) => ({
  id: `b${row}`,
  title: `Book ${row}`,
  text: someDocuments(1 + ((row * 7) % 15), row * 20)
    .map(({ text }) => `${text}.`)
    .join(' '),
}));
const QUERIES = ['rain snow sun', 'snow on the hill number43', '"book" bread', 'lake -salt', 'zxqv'];
const GROUPED = { group: 'document' } as const;

/** That each document is there once, with the best of its other passages. */
function checkGroups({ hits, final }: SearchUpdate, k: number): void {
  assert.ok(hits.length <= k);
  assert.equal(new Set(hits.map(({ id }) => id)).size, hits.length, 'each once');
  for (const { id, passage, score, others } of hits) {
    assert.ok(others !== undefined && others.length <= 3, `${final}`);
    const found = [{ passage, score, id }, ...others];
    assert.ok(others.every((other) => other.id === id && !('others' in other) && other.text !== ''));
    assert.equal(new Set(found.map((each) => each.passage)).size, found.length);
    const scores = found.map((each) => each.score);
    assert.deepEqual(
      scores,
      scores.toSorted((left, right) => right - left),
    );
  }
}

const idsOf = (hits: readonly Hit[]) => hits.map(({ id }) => id);

describe('search for documents', () => {
  const books = (act: (index: LeannIndex) => Promise<void>) =>
    withIndex(
      async ({ index }) => {
        await addAll(index, BOOKS.slice(0, 20));
        await addAll(index, BOOKS.slice(20));
        await act(index);
      },
      { split: SPLIT },
    );

  it('gives as many as are wanted, each once, with at most three other passages', () =>
    books(async (index) => {
      for (const query of QUERIES) {
        for (const mode of ['hybrid', 'meaning', 'words'] as const) {
          for (const k of [1, 5, 30, 1000]) {
            const updates = await updatesOf(index, query, { ...GROUPED, mode, k });
            for (const update of updates) checkGroups(update, k);
            const { hits = [] } = updates.at(-1) ?? {};
            if (mode === 'meaning') assert.equal(hits.length, Math.min(k, BOOKS.length), query);
          }
        }
      }
    }));

  it('orders documents by their best passages', () =>
    books(async (index) => {
      const all = { confidence: 1, maxRecomputes: 1000 };
      for (const query of QUERIES) {
        const passages = await hitsOf(index, query, { ...all, k: 1000 });
        const expected = [...new Set(idsOf(passages))];
        const grouped = await hitsOf(index, query, { ...all, ...GROUPED, k: 1000 });
        assert.deepEqual(idsOf(grouped), expected, query);
        for (const { others = [], ...hit } of grouped) {
          const own = passages.filter(({ id }) => id === hit.id);
          const withoutShared = ({ sharedWith: _, ...rest }: Hit) => rest;
          assert.deepEqual([hit, ...others].map(withoutShared), own.slice(0, 4).map(withoutShared));
        }
      }
    }));

  it('leaves hits alone where passages are wanted', () =>
    books(async (index) => {
      for (const group of [undefined, 'passage'] as const) {
        const hits = await hitsOf(index, 'rain', { k: 50, ...(group && { group }) });
        assert.ok(hits.every((hit) => !('others' in hit)));
        assert.ok(new Set(idsOf(hits)).size < hits.length);
      }
    }));

  it('knows filters, least scores, deleted documents and compactions', () =>
    books(async (index) => {
      const filter = ['b1', 'b3', 'b21', 'b29'];
      const [deleted = ''] = await hitsOf(index, 'rain snow', GROUPED).then(idsOf);
      await index.delete([deleted, 'b1', 'b25']);
      for (const compact of [false, true]) {
        if (compact) await compactAll(index);
        assert.deepEqual(
          idsOf(await hitsOf(index, 'rain snow', { ...GROUPED, filter })).toSorted(),
          ['b21', 'b29', 'b3'].filter((id) => id !== deleted),
        );
        const left = idsOf(await hitsOf(index, 'rain snow', { ...GROUPED, k: 100 }));
        assert.equal(left.length, index.info().documents);
        assert.ok(!left.includes(deleted) && !left.includes('b1') && !left.includes('b25'));
        const good = await hitsOf(index, 'rain snow', { ...GROUPED, k: 100, minScore: 0.4 });
        assert.ok(good.length > 0 && good.length < left.length && good.every(({ score }) => score >= 0.4));
      }
    }));

  it('shows more than one document where one has many near-equal paragraphs', () =>
    withIndex(
      async ({ index }) => {
        const paragraph = (row: number) => `Rain on the hill and the lake, for day ${row}.`;
        await addAll(index, [
          { id: 'long', text: Array.from({ length: 14 }, (_, row) => paragraph(row)).join('\n\n') },
          { id: 'first', text: 'Rain on a road.' },
          { id: 'second', text: 'A hill with birds.' },
          { id: 'third', text: 'Salt and bread.' },
        ]);
        assert.equal((await index.get('long'))?.passages.length, 14);
        const query = 'rain on the hill and the lake';
        const passages = await hitsOf(index, query, { k: 8 });
        assert.deepEqual(new Set(idsOf(passages)), new Set(['long']), 'passages of one document alone');
        const documents = await hitsOf(index, query, { k: 8, ...GROUPED });
        assert.deepEqual(idsOf(documents).toSorted(), ['first', 'long', 'second', 'third']);
        assert.deepEqual([documents[0]?.id, documents[0]?.others?.length], ['long', 3]);
      },
      { split: SPLIT },
    ));
});

describe('search for documents of a published index', () => {
  let hosted: HostedFolder;
  let local: LeannIndex;

  before(async () => {
    hosted = await hostDocuments(BOOKS, SPLIT);
    const options = { embedder: wordEmbedder(), store: 'memory', cacheBytes: 0 } as const;
    local = await LeannIndex.open('local', { ...options, build: { numbering: 'local' }, split: SPLIT });
    await addAll(local, BOOKS);
  });

  after(async () => {
    await local.close();
    await hosted.close();
  });

  it('gives the same documents and scores as of one that is kept here, without their list', async () => {
    for (const worker of [false, fakeWorkers().start]) {
      const embedder = wordEmbedder();
      await using index = await LeannIndex.fromUrl(hosted.url, { embedder, worker, cacheBytes: 0 });
      const { requests = 0, textBytes = 0 } = index.info().fetched ?? {};
      assert.deepEqual([requests, textBytes], [2, 0]);
      for (const query of QUERIES) {
        for (const options of [
          { k: 4 },
          { k: 100 },
          { mode: 'words' },
          { mode: 'meaning' },
        ] as SearchOptions[]) {
          const updates = await updatesOf(index, query, { ...options, ...GROUPED });
          for (const update of updates) checkGroups(update, options.k ?? 10);
          const bare = ({ others: _, sharedWith: _shared, ...hit }: Hit) => hit;
          const expected = await hitsOf(local, query, { ...options, ...GROUPED });
          assert.deepEqual(updates.at(-1)?.hits.map(bare), expected.map(bare), query);
        }
      }
      const { fetched } = index.info();
      const shards = hosted.manifest.texts.shards.length;
      assert.ok((fetched?.requests ?? 0) - requests <= shards, 'texts, and nothing else');
    }
  });

  it('has pending documents in a partial answer, each once', async () => {
    const options = { embedder: wordEmbedder(), cacheBytes: 0, listDocuments: true };
    await using index = await LeannIndex.fromUrl(hosted.url, options);
    const [first] = await updatesOf(index, 'snow on the hill', { ...GROUPED, k: 6, partial: true });
    assert.deepEqual([first?.hits.length, first?.final], [6, false]);
    assert.equal(new Set(idsOf(first?.hits ?? [])).size, 6);
    for (const { pending, others, title } of first?.hits ?? []) {
      assert.deepEqual([pending, others], [true, []]);
      assert.match(title ?? '', /^Book/);
    }
  });
});
