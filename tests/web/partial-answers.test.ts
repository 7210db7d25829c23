// First answers of a published index that do not wait for texts.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LeannIndex } from '../../web/index.js';
import type { FromUrlOptions } from '../../web/interface/open-options.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { Hit } from '../../web/interface/search-update.js';
import { hitsOf, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments, publishDocuments } from './hosted-folder.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

const DOCUMENTS = [
  ...someDocuments(300).map((document) => ({ ...document, title: `Title of ${document.id}` })),
  { id: 'empty', text: ' ', title: 'Nothing in it' },
  { id: 'long', text: 'sun rain snow wind hill. '.repeat(40) },
  ...someDocuments(200, 300),
  { id: 'late', title: '', text: 'sun rain snow wind lake. '.repeat(20) },
];
const QUERIES = ['rain snow number3', 'a house by the lake', 'sun rain snow wind', 'milk number400'];
const OPTIONS: SearchOptions = { mode: 'meaning', k: 7, partial: true };

/** What a pending hit tells, of any hit. */
const named = ({ id, title, passage, score, exact }: Hit) => ({ id, title, passage, score, exact });

/** The paths that were asked for while `act` ran, in a folder of that URL. */
async function askedFor(url: string, act: (asked: readonly string[]) => Promise<void>): Promise<string[]> {
  const { fetch } = globalThis;
  const asked: string[] = [];
  globalThis.fetch = (input, init) => {
    const { href } = new URL(input instanceof Request ? input.url : input);
    if (href.startsWith(url)) asked.push(href.slice(url.length));
    return fetch(input, init);
  };
  try {
    await act(asked);
  } finally {
    globalThis.fetch = fetch;
  }
  return asked;
}

const texts = (paths: readonly string[]) => paths.filter((path) => path.startsWith('texts/'));

describe('a partial answer', () => {
  let hosted: HostedFolder;

  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });

  after(() => hosted.close());

  const opened = (options: FromUrlOptions = {}) =>
    LeannIndex.fromUrl(hosted.url, {
      embedder: wordEmbedder(),
      cacheBytes: 0,
      listDocuments: true,
      ...options,
    });

  it('is there before any text is asked for, and says what the next answer does', async () => {
    for (const query of QUERIES) {
      await using index = await opened();
      await askedFor(hosted.url, async (asked) => {
        const search = index.search(query, OPTIONS);
        const first = await search.next();
        assert.ok(first.value !== undefined && !first.done);
        assert.deepEqual(asked, [], 'nothing is fetched');
        const { hits, stats, final } = first.value;
        assert.deepEqual([hits.length, stats.recomputed, final], [7, 0, false]);
        for (const { pending, text, start, end } of hits)
          assert.deepEqual([pending, text, start, end], [true, '', 0, 0]);
        let there = 0;
        for await (const next of search) {
          assert.ok(texts(asked).length > 0);
          assert.deepEqual(next.hits.map(named), hits.map(named));
          assert.ok(next.hits.every(({ text, pending }) => (text === '') === (pending === true)));
          const more = next.hits.filter(({ pending }) => !pending).length;
          assert.ok(more > there, 'an update comes with more texts');
          there = more;
          if (there === 7) break;
        }
        assert.equal(there, 7);
      });
    }
  });

  it('names every passage as its text does', async () => {
    await using index = await opened();
    const updates = await updatesOf(index, 'sun', { ...OPTIONS, k: 1000, maxRecomputes: 0 });
    const [partial, complete] = [updates[0], updates.at(-1)];
    assert.ok(updates.length <= 2 + Math.ceil(Math.log2(1000)), 'many texts make few updates');
    assert.equal(partial?.hits.length, index.info().passages);
    assert.deepEqual(partial?.hits.map(named), complete?.hits.map(named));
    assert.deepEqual([partial?.final, complete?.final], [false, true]);
    const titles = new Map(complete?.hits.map(({ id, title }) => [id, title]));
    assert.deepEqual(
      [titles.get('late'), titles.get('long'), titles.get('d1')],
      ['', undefined, 'Title of d1'],
    );
  });

  it('leaves the others as they are without it', async () => {
    await using index = await opened();
    await using other = await opened();
    const few: SearchOptions[] = [
      {},
      { maxRecomputes: 0 },
      { budgetMs: 0 },
      { filter: ({ id }) => id !== 'd3' },
    ];
    for (const query of QUERIES) {
      for (const options of few) {
        const partial = await updatesOf(index, query, { ...OPTIONS, ...options });
        const usual = await updatesOf(other, query, { ...OPTIONS, ...options, partial: false });
        const complete = partial.filter(({ hits }) => hits.every(({ pending }) => pending === undefined));
        // None, one, two, four texts of seven.
        assert.ok(partial.length - complete.length <= 4);
        assert.deepEqual(
          complete.map(({ hits, final }) => ({ hits, final })),
          usual.map(({ hits, final }) => ({ hits, final })),
        );
      }
    }
  });

  it('has each text as soon as it has come, and does not wait for the others', async () => {
    const { fetch } = globalThis;
    let held: (() => void) | undefined;
    let asked = 0;
    globalThis.fetch = async (input, init) => {
      const { href } = new URL(input instanceof Request ? input.url : input);
      // The first text alone comes.
      if (href.includes('/texts/') && ++asked > 1) {
        await new Promise<void>((resolve) => {
          const before = held;
          held = () => {
            before?.();
            resolve();
          };
        });
      }
      return await fetch(input, init);
    };
    try {
      await using index = await opened();
      const search = index.search(QUERIES[1] ?? '', { ...OPTIONS, maxRecomputes: 0 });
      const [first, second] = [await search.next(), await search.next()];
      const known = (update: typeof first) => update.value?.hits.filter(({ pending }) => !pending) ?? [];
      assert.equal(known(first).length, 0);
      assert.ok(known(second).length > 0 && known(second).length < 7);
      assert.ok(known(second).every(({ text }) => text !== ''));
      held?.();
      let last: Hit[] = [];
      for await (const { hits } of search) last = hits;
      assert.ok(last.every(({ pending }) => pending === undefined));
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('has the texts that are in memory, and is left out where all of them are', async () => {
    await using index = await opened();
    const first = (await updatesOf(index, QUERIES[0] ?? '', { ...OPTIONS, k: 2, maxRecomputes: 0 })).at(-1);
    const again = await updatesOf(index, QUERIES[0] ?? '', { ...OPTIONS, k: 2, maxRecomputes: 0 });
    assert.deepEqual(
      again.map(({ hits }) => hits),
      [first?.hits],
    );
    const [more] = await updatesOf(index, QUERIES[0] ?? '', { ...OPTIONS, k: 40, maxRecomputes: 0 });
    assert.deepEqual(more?.hits.slice(0, 2), first?.hits);
    assert.ok(more?.hits.some(({ pending }) => pending));
  });

  it('waits for nothing where documents are not listed yet: they are for the next search', async () => {
    await using index = await opened({ listDocuments: false });
    const list = hosted.manifest.documentList;
    assert.equal(index.info().fetched?.requests, 2, 'manifest and index');
    const asked = await askedFor(hosted.url, async () => {
      const [first] = await updatesOf(index, QUERIES[0] ?? '', OPTIONS);
      assert.ok(first?.hits.every(({ text, pending }) => text !== '' && pending === undefined));
      await index.ids();
      const [next] = await updatesOf(index, QUERIES[3] ?? '', OPTIONS);
      assert.ok(next?.hits.some(({ pending }) => pending));
    });
    assert.equal(asked.filter((path) => path === list).length, 1);
    await using usual = await opened({ listDocuments: false });
    const without = await askedFor(hosted.url, async () => {
      await hitsOf(usual, QUERIES[0] ?? '');
    });
    assert.ok(texts(without).length > 0 && !without.includes(list));
  });

  it('has its list fetched once, while the index is opened', async () => {
    for (const worker of [false, fakeWorkers().start]) {
      const asked = await askedFor(hosted.url, async () => {
        await using index = await opened({ worker });
        const [first] = await updatesOf(index, QUERIES[1] ?? '', OPTIONS);
        assert.ok(first?.hits.every(({ pending }) => pending));
        assert.equal((await index.ids()).length, DOCUMENTS.length);
      });
      assert.equal(asked.filter((path) => path === hosted.manifest.documentList).length, 1);
    }
  });

  it('is there from the start with a list that adds little to the index, and else not worth the list', async () => {
    const askedWith = (folder: HostedFolder, options: FromUrlOptions) =>
      askedFor(folder.url, async () => {
        const embedder = wordEmbedder();
        await using index = await LeannIndex.fromUrl(folder.url, { embedder, cacheBytes: 0, ...options });
        await updatesOf(index, QUERIES[0] ?? '', OPTIONS);
        await updatesOf(index, QUERIES[3] ?? '', OPTIONS);
      });
    const some = someDocuments(400);
    const long = Array.from({ length: 8 }, (_, i) => ({
      id: `${i}`,
      text: some
        .slice(i * 50, (i + 1) * 50)
        .map(({ text }) => text)
        .join('.\n\n'),
    }));
    const small = await hostDocuments(long, { maxTokens: 16, overlapTokens: 0 });
    try {
      const list = small.manifest.documentList;
      const asked = await askedWith(small, { listDocuments: 'small' });
      assert.equal(asked.filter((path) => path === list).length, 1);
      assert.ok(asked.indexOf(list) < asked.findIndex((path) => path.startsWith('texts/')));
      assert.ok((await askedWith(small, {})).includes(list), 'for the next search');
    } finally {
      await small.close();
    }
    const digests = Array.from({ length: 300 }, (_, i) =>
      createHash('sha512').update(`${i}`).digest('base64'),
    );
    const longTitles = someDocuments(300).map((document, i) => ({ ...document, title: digests[i] ?? '' }));
    const large = await hostDocuments(longTitles);
    try {
      const list = large.manifest.documentList;
      assert.ok(!(await askedWith(large, { listDocuments: 'small' })).includes(list));
      assert.ok((await askedWith(large, { listDocuments: true })).includes(list));
    } finally {
      await large.close();
    }
  });

  it('is not there while the list is damaged, which opening and searching survive', async () => {
    const place = join(hosted.folder, hosted.manifest.documentList);
    const bytes = await readFile(place);
    await writeFile(place, bytes.subarray(1));
    try {
      await using index = await opened();
      const [first, ...others] = await updatesOf(index, QUERIES[0] ?? '', OPTIONS);
      assert.ok(others.length > 0 && first?.hits.every(({ pending }) => pending === undefined));
      await assert.rejects(index.ids(), { code: 'corrupt' });
      await writeFile(place, bytes);
      await index.ids();
      const [mended] = await updatesOf(index, QUERIES[3] ?? '', OPTIONS);
      assert.ok(mended?.hits.some(({ pending }) => pending));
    } finally {
      await writeFile(place, bytes);
    }
  });

  it('ends with the search where that is aborted or the index is closed meanwhile', async () => {
    const index = await opened();
    const controller = new AbortController();
    const asked = await askedFor(hosted.url, async () => {
      const search = index.search(QUERIES[0] ?? '', { ...OPTIONS, signal: controller.signal });
      await search.next();
      controller.abort(new Error('enough'));
      await assert.rejects(search.next(), /enough/);
      const other = index.search(QUERIES[1] ?? '', OPTIONS);
      await other.next();
      await index.close();
      await assert.rejects(other.next(), { code: 'closed' });
    });
    assert.deepEqual(asked, []);
  });

  it('is refused where it is no choice', async () => {
    await using index = await opened();
    const partial = 'yes' as unknown as boolean;
    await assert.rejects(hitsOf(index, 'rain', { partial }), { code: 'invalid-argument' });
  });

  it('is of no use to an index that is kept here', async () => {
    await using index = await LeannIndex.open('kept', { embedder: wordEmbedder(), store: 'memory' });
    for await (const _ of index.add(DOCUMENTS));
    const hits = (await updatesOf(index, QUERIES[0] ?? '', OPTIONS)).flatMap((update) => update.hits);
    assert.ok(hits.length > 0 && hits.every(({ text, pending }) => text !== '' && pending === undefined));
  });
});

describe('a partial answer of a folder that is published again', () => {
  it('is followed by answers of the old folder or of the new one, and the next is of the new one', async () => {
    const hosted = await hostDocuments(DOCUMENTS);
    try {
      const options = { embedder: wordEmbedder(), cacheBytes: 0, listDocuments: true };
      await using index = await LeannIndex.fromUrl(hosted.url, options);
      const search = index.search(QUERIES[0] ?? '', OPTIONS);
      assert.ok((await search.next()).value?.hits.every(({ pending }) => pending));
      const violin = { id: 'new', title: 'Music', text: 'a violin concert' };
      await publishDocuments(hosted.folder, [...DOCUMENTS.slice(0, 280), violin]);
      assert.equal(await index.refresh(), true);
      let last: Hit[] = [];
      for await (const { hits } of search) last = hits;
      assert.ok(last.length === 7 && last.every(({ text }) => text !== ''));
      const [first] = await updatesOf(index, 'violin concert', OPTIONS);
      const [best] = first?.hits ?? [];
      assert.deepEqual([best?.id, best?.title, best?.pending], ['new', 'Music', true]);
    } finally {
      await hosted.close();
    }
  });
});
