// Searching by fields, counting them, and listing hits by them: in local indexes, in workers, and in published folders.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AnyWhere } from '../../web/filter/where.js';
import type { Document } from '../../web/interface/document.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { CASES, FIELDED, lettersOf, WRONG } from './fielded-documents.js';
import { type HostedFolder, hostDocuments, publishDocuments } from './hosted-folder.js';
import { withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

/** Short passages, so that one document has several. */
const SPLIT = { maxTokens: 18 };
const EVERYTHING = { k: 1000, confidence: 1, maxRecomputes: 10_000 };

async function foundBy(index: LeannIndex, options: SearchOptions): Promise<string> {
  const hits = await hitsOf(index, 'sun rain', { ...EVERYTHING, ...options });
  return lettersOf(hits.map(({ id }) => id));
}

async function expectCases(index: LeannIndex): Promise<void> {
  for (const [where, letters] of CASES) {
    assert.equal(await foundBy(index, { where }), letters, JSON.stringify(where));
  }
}

async function expectRefused(index: LeannIndex): Promise<void> {
  const wrong: [object, RegExp][] = [
    ...WRONG.map(([where]): [object, RegExp] => [{ where }, /cannot search with where/]),
    [{ sort: { by: 7 } }, /cannot search with sort.by 7/],
    [{ sort: { by: 'a', order: 'up' } }, /cannot search with sort.order "up"/],
  ];
  for (const [options, message] of wrong) {
    const searching = updatesOf(index, 'sun', options as SearchOptions);
    await assert.rejects(searching, { code: 'invalid-argument', message });
  }
  await assert.rejects(index.facets('lang' as never), {
    code: 'invalid-argument',
    message: /count facets of/,
  });
  await assert.rejects(index.facets(['$x']), { code: 'invalid-argument', message: /count facets of "\$x"/ });
  await assert.rejects(index.facets(['lang'], { limit: 0 }), {
    code: 'invalid-argument',
    message: /limit 0/,
  });
  await assert.rejects(index.facets(['lang'], { where: { lang: () => 1 } as never }), {
    code: 'invalid-argument',
    message: /cannot count facets with where.lang/,
  });
}

async function expectFacets(index: LeannIndex): Promise<void> {
  assert.deepEqual(await index.facets(['lang', 'nowhere', '$title']), {
    lang: [
      { value: 'en', count: 3 },
      { value: 'de', count: 2 },
      { value: 'it', count: 2 },
      { value: 'fr', count: 1 },
    ],
    nowhere: [],
    $title: ['a', 'b', 'c'].map((id) => ({ value: `Title ${id}`, count: 1 })),
  });
  const { size, tags } = await index.facets(['size', 'tags'], {
    where: { lang: { in: ['en', 'it'] } },
    limit: 2,
  });
  assert.deepEqual(size, [
    { value: 3, count: 2 },
    { value: 0, count: 1 },
  ]);
  assert.deepEqual(tags, [
    { value: 'css', count: 2 },
    { value: 'html', count: 2 },
  ]);
}

/** The k best hits, listed by a field in every update. */
async function expectSorted(index: LeannIndex): Promise<void> {
  for (const k of [3, 1000]) {
    const best = await hitsOf(index, 'sun rain', { ...EVERYTHING, k });
    const options: SearchOptions = { ...EVERYTHING, k, sort: { by: 'size', order: 'desc' }, batchSize: 1 };
    const updates = await updatesOf(index, 'sun rain', options);
    const key = ({ metadata }: (typeof best)[number]) => {
      const size = [metadata?.size ?? []].flat() as (number | string)[];
      const numbers = size.map((each) => (typeof each === 'string' ? 1000 : each));
      return numbers.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...numbers);
    };
    const expected = best.toSorted((left, right) => Math.sign(key(right) - key(left)) || 0);
    assert.deepEqual(updates.at(-1)?.hits, expected);
    for (const { hits } of updates) {
      assert.deepEqual(
        hits.map(key),
        hits.map(key).toSorted((left, right) => Math.sign(right - left) || 0),
      );
    }
  }
}

describe('fields of documents in this thread', () => {
  it('say what a search finds, before anything is embedded, and can be counted and ordered by', () =>
    withIndex(
      async ({ index, embedder }) => {
        await addAll(index, FIELDED);
        await expectCases(index);
        await expectRefused(index);
        await expectFacets(index);
        await expectSorted(index);
        const embedded: string[] = [];
        embedder.before = (texts) => void embedded.push(...texts);
        await hitsOf(index, 'a query', { where: { lang: 'en' } });
        assert.ok(
          embedded.every((text) => text === 'a query' || /number[abe]$/.test(text)),
          embedded.join(),
        );
        embedded.length = 0;
        assert.deepEqual(await hitsOf(index, 'a query', { where: { lang: 'xx' } }), []);
        assert.deepEqual(embedded, []);
      },
      { split: SPLIT },
    ));

  it('follow every change of the documents', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, [...FIELDED, ...someDocuments(80)]);
      const where: AnyWhere = { lang: 'en' };
      assert.equal(await foundBy(index, { where }), 'abe');
      await index.delete('a');
      assert.equal(await foundBy(index, { where }), 'be');
      assert.deepEqual(await index.facets(['draft']), {
        draft: [
          { value: false, count: 1 },
          { value: true, count: 1 },
        ],
      });
      await updateAll(index, [{ id: 'b', text: 'sun', metadata: { lang: 'de' } }]);
      await addAll(index, [{ id: 'g', text: 'sun', metadata: { lang: 'en' } }]);
      assert.equal(await foundBy(index, { where }), 'eg');
      await compactAll(index);
      assert.equal(await foundBy(index, { where }), 'eg');
      assert.deepEqual((await index.facets(['lang'], { where })).lang[0], { value: 'en', count: 2 });
      embedder.before = async () => {
        embedder.before = () => {};
        await addAll(index, [{ id: 'h', text: 'sun', metadata: { lang: 'en' } }]);
      };
      assert.equal(await foundBy(index, { where }), 'egh', 'added while the query was embedded');
    }));

  it('and a filter let through what both do; the filter is asked only about the rest', () =>
    withIndex(async ({ index }) => {
      await addAll(index, FIELDED);
      const asked: string[] = [];
      const filter = ({ id }: { id: string }) => {
        asked.push(id);
        return id !== 'b';
      };
      assert.equal(await foundBy(index, { where: { lang: 'en' }, filter }), 'ae');
      assert.deepEqual(asked, ['a', 'b', 'e']);
      assert.equal(await foundBy(index, { where: { lang: 'en' }, filter: ['b', 'c'] }), 'b');
    }));

  it('end with the signal, and with the index', async () => {
    const index = await LeannIndex.open('ends', { embedder: wordEmbedder(), store: 'memory' });
    await assert.rejects(index.facets(['lang'], { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await index.close();
    await assert.rejects(index.facets(['lang']), { code: 'closed' });
  });
});

describe('fields of documents in a worker', () => {
  it('say the same', async () => {
    const options = { embedder: wordEmbedder(), store: 'memory', worker: fakeWorkers().start } as const;
    const index = await LeannIndex.open('fields', { ...options, split: SPLIT, cacheBytes: 0 });
    await addAll(index, FIELDED);
    await expectCases(index);
    await expectRefused(index);
    await expectFacets(index);
    await expectSorted(index);
    assert.equal(await foundBy(index, { where: { lang: 'en' }, filter: ({ id }) => id !== 'b' }), 'ae');
    await index.close();
  });
});

describe('fields of published documents', () => {
  const documents: Document[] = [
    ...FIELDED,
    ...someDocuments(300).map((each) => ({ ...each, metadata: { n: 1 } })),
  ];
  const among: AnyWhere = { n: { exists: false } };
  let hosted: HostedFolder;

  before(async () => {
    hosted = await hostDocuments(documents, SPLIT);
  });

  after(() => hosted.close());

  const opened = () => LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder(), cacheBytes: 0 });

  /** The paths that `act` requests, without texts. */
  async function requestsOf(act: () => Promise<unknown>): Promise<string[]> {
    const { fetch } = globalThis;
    const asked: string[] = [];
    globalThis.fetch = (...parameters) => {
      asked.push(String(parameters[0]).slice(hosted.url.length));
      return fetch(...parameters);
    };
    try {
      await act();
    } finally {
      globalThis.fetch = fetch;
    }
    return asked.filter((path) => !path.startsWith('texts/')).sort();
  }

  const pathOf = (field: string) =>
    hosted.manifest.columns?.fields.find(({ name }) => name === field)?.path ?? '';
  const withManifest = async (change: object, act: (index: LeannIndex) => Promise<void>) => {
    const place = join(hosted.folder, 'manifest.json');
    await writeFile(place, JSON.stringify({ ...hosted.manifest, ...change }));
    try {
      await using index = await opened();
      await act(index);
    } finally {
      await writeFile(place, JSON.stringify(hosted.manifest));
    }
  };

  it('say the same', async () => {
    await using index = await opened();
    for (const [where, letters] of CASES) {
      assert.equal(await foundBy(index, { where: { and: [among, where] } }), letters, JSON.stringify(where));
    }
    await expectRefused(index);
    await expectFacets(index);
    await expectSorted(index);
    assert.equal(await foundBy(index, { where: { lang: 'en' }, filter: ({ id }) => id !== 'b' }), 'ae');
  });

  it('are fetched field by field, once, without the list of documents', async () => {
    await using index = await opened();
    const passages = hosted.manifest.columns?.passages ?? '';
    const search = (where: AnyWhere) => requestsOf(() => updatesOf(index, 'sun', { where, k: 2 }));
    assert.deepEqual(await search({ lang: 'en' }), [pathOf('lang'), passages].sort());
    assert.deepEqual(await search({ lang: { in: ['de', 'fr'] } }), []);
    assert.deepEqual(await search({ nowhere: 1 }), [], 'the manifest says that no document has it');
    assert.deepEqual(await search({ lang: 'en', 'author.name': 'Ann' }), [pathOf('author.name')]);
    assert.deepEqual(await requestsOf(() => index.facets(['lang', 'size'])), [pathOf('size')]);
    assert.deepEqual(await requestsOf(() => updatesOf(index, 'sun', { sort: { by: 'date' }, k: 2 })), []);
    assert.deepEqual(await search({ $title: { exists: true } }), [hosted.manifest.documentList]);
  });

  it('are listed in the order asked for in partial answers too', async () => {
    const options = { embedder: wordEmbedder(), cacheBytes: 0, listDocuments: true };
    await using index = await LeannIndex.fromUrl(hosted.url, options);
    const sort = { by: '$id', order: 'desc' } as const;
    const [first] = await updatesOf(index, 'sun rain', { partial: true, where: among, sort });
    const ids = first?.hits.map(({ id }) => id) ?? [];
    assert.ok(first?.hits.some(({ pending }) => pending));
    assert.ok(ids.length > 3);
    assert.deepEqual(ids, ids.toSorted().reverse());
  });

  it('are those of a newer publication if the folder was published again', async () => {
    const folder = await hostDocuments([...FIELDED]);
    try {
      const options = { embedder: wordEmbedder(), cacheBytes: 0 };
      await using searched = await LeannIndex.fromUrl(folder.url, options);
      await using counted = await LeannIndex.fromUrl(folder.url, options);
      await rm(folder.folder, { recursive: true });
      await publishDocuments(folder.folder, [{ id: 'z', text: 'sun', metadata: { lang: 'en' } }]);
      assert.equal(await foundBy(searched, { where: { lang: 'en' } }), 'z');
      assert.deepEqual(await counted.facets(['lang']), { lang: [{ value: 'en', count: 1 }] });
    } finally {
      await folder.close();
    }
  });

  it('of a folder of 0.1 are read from the list of documents', () =>
    withManifest({ columns: undefined }, async (index) => {
      const requests = await requestsOf(async () => {
        assert.equal(await foundBy(index, { where: { lang: 'en' } }), 'abe');
        assert.equal(await foundBy(index, { where: { 'author.name': 'Ann' } }), 'ac');
      });
      assert.deepEqual(requests, [hosted.manifest.documentList]);
    }));

  it('that have no column, since there are too many, are read from the list as well', () => {
    const { columns } = hosted.manifest;
    const fields = columns?.fields.filter(({ name }) => name !== 'lang');
    return withManifest({ columns: { ...columns, fields, complete: false } }, async (index) => {
      assert.equal(await foundBy(index, { where: { lang: 'en', size: 5 } }), 'b');
    });
  });

  it('are refused if they are damaged, and asked for again', async () => {
    const { columns } = hosted.manifest;
    const mixed = columns?.fields.map((field) => ({ ...field, path: columns.passages }));
    await withManifest({ columns: { ...columns, passages: pathOf('lang') } }, async (index) => {
      await assert.rejects(foundBy(index, { where: { lang: 'en' } }), {
        code: 'corrupt',
        message: /passages/,
      });
    });
    await withManifest({ columns: { ...columns, fields: mixed, passages: pathOf('n') } }, async (index) => {
      for (const _ of [1, 2])
        await assert.rejects(foundBy(index, { where: { lang: 'en' } }), { code: 'corrupt' });
    });
    const wrongs: unknown[] = [
      [],
      { ...columns, complete: 1 },
      { ...columns, passages: '../x' },
      { ...columns, fields: [{ name: 'x', path: '/x' }] },
      { ...columns, fields: [{ name: 7, path: 'x' }] },
      { ...columns, fields: [...(columns?.fields ?? []), columns?.fields[0]] },
    ];
    for (const wrong of wrongs) {
      await assert.rejects(
        withManifest({ columns: wrong }, async () => {}),
        { code: 'corrupt' },
        JSON.stringify(wrong),
      );
    }
  });
});

describe('the types of fields', () => {
  interface Note {
    lang: 'en' | 'de';
    date?: string;
    tags: readonly string[];
    author: { name: string; age?: number };
    extra?: unknown;
  }

  it('are those of the metadata', async () => {
    const index = await LeannIndex.open<Note>('typed', { embedder: wordEmbedder(), store: 'memory' });
    const metadata: Note = { lang: 'en', date: '2024-01-01', tags: ['a'], author: { name: 'Ann', age: 7 } };
    for await (const _ of index.add([{ id: 'x', text: 'sun', metadata }]));
    const found = async (options: SearchOptions<Note>) => {
      let count = 0;
      for await (const { hits } of index.search('sun', options)) count = hits.length;
      return count;
    };
    assert.equal(await found({ where: { lang: 'en', date: { gte: '2024' }, tags: { has: 'a' } } }), 1);
    assert.equal(await found({ where: { 'author.name': 'Ann', 'author.age': { between: [1, 9] } } }), 1);
    assert.equal(
      await found({ where: { or: [{ lang: { in: ['de'] } }, { not: { tags: 'b' } }], extra: 'x' } }),
      0,
    );
    assert.equal(
      await found({ where: { $id: 'x', extra: { exists: false } }, sort: { by: 'author.age' } }),
      1,
    );
    const { lang } = await index.facets(['lang', 'author.name'], { where: { lang: 'en' } });
    assert.deepEqual(lang, [{ value: 'en', count: 1 }]);
    // @ts-expect-error: there is no such language.
    await found({ where: { lang: 'fr' } });
    // @ts-expect-error: nor such a field,
    await found({ where: { langs: 'en' } });
    // @ts-expect-error: in it either,
    await found({ where: { 'author.names': 'en' } });
    // @ts-expect-error: to order by,
    await found({ sort: { by: 'langs' } });
    // @ts-expect-error: or to count.
    await index.facets(['langs']);
    // @ts-expect-error: dates are strings here.
    await assert.rejects(found({ where: { date: { gt: new Date(0) } } }));
    // @ts-expect-error: there is no such operator.
    await assert.rejects(found({ where: { tags: { contains: 'a' } } }));
    await index.close();
  });
});
