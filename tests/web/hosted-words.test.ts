// The words of a published index: postings stand in shards, and a search fetches those of its words.

import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type HostedManifest, wordShard } from '../../web/hosted/manifest.js';
import { nodeBytes } from '../../web/hosted/node-files.js';
import { type Document, LeannIndex, type SearchOptions } from '../../web/index.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments } from './hosted-folder.js';
import { wordEmbedder } from './word-embedder.js';

const SYLLABLES = ['ba', 'ko', 'lim', 'ne', 'sur', 'ta', 'vo', 'zi', 'ran', 'qui'];

/** Pronounceable, and the lower the more frequent in the documents. */
function word(number: number): string {
  const digits = String(number * 7919);
  return Array.from(digits, (digit) => SYLLABLES[Number(digit)]).join('');
}

/** 1,500 documents of 40 words, of some 3,000. */
const DOCUMENTS: Document[] = Array.from({ length: 1500 }, (_, i) => ({
  id: `d${i}`,
  title: word(i % 997),
  text: Array.from({ length: 40 }, (_, j) =>
    word((i * (j + 3) * 31 + j * j * 17) % (j < 8 ? 40 : 3000)),
  ).join(' '),
}));

const QUERIES = Array.from({ length: 24 }, (_, i) => `${word(i * 11)} ${word(300 + i * 90)}`);

describe('the words of a published index', () => {
  let hosted: HostedFolder;
  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });
  after(() => hosted.close());

  async function withIndex(use: (index: LeannIndex) => Promise<void>): Promise<void> {
    await using index = await LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder(), cacheBytes: 0 });
    // Its nodes come by themselves: they are there before anything is counted.
    await hitsOf(index, QUERIES[1] ?? '', { mode: 'meaning', k: 1, maxRecomputes: 0 });
    await use(index);
  }

  const words = (): NonNullable<HostedManifest['words']> =>
    hosted.manifest.words ?? assert.fail('they are in the index');

  async function withManifest(changed: object, use: () => Promise<void>): Promise<void> {
    const place = join(hosted.folder, 'manifest.json');
    await writeFile(place, JSON.stringify({ ...hosted.manifest, ...changed }));
    try {
      await use();
    } finally {
      await writeFile(place, JSON.stringify(hosted.manifest));
    }
  }

  it('are in shards if they are many, and the index is smaller for it', async () => {
    assert.ok(words().shards.length > 20);
    const { bytes } =
      hosted.manifest.files.find(({ path }) => path === hosted.manifest.index) ?? assert.fail();
    assert.ok(words().bytes > bytes / 2, `${words().bytes} of postings, ${bytes} of the rest`);
    await withIndex(async (index) => {
      const { total, words: all } = index.info().bytes;
      assert.equal(total, bytes + nodeBytes(hosted.manifest) + words().bytes);
      assert.ok(all > words().bytes && all < total);
    });
    const few = await hostDocuments(DOCUMENTS.slice(0, 20));
    await few.close();
    assert.equal(few.manifest.words, undefined);
  });

  it('find what they find in one piece', async () => {
    await using whole = await LeannIndex.open('whole', { embedder: wordEmbedder(), store: 'memory' });
    await addAll(whole, DOCUMENTS);
    const asked = [
      ...QUERIES,
      `+${word(3)} ${word(450)}`,
      `${word(5)} -${word(9)}`,
      `"${DOCUMENTS[7]?.text.split(' ').slice(4, 7).join(' ')}"`,
      `${word(1203).slice(0, -1)}`,
    ];
    await withIndex(async (index) => {
      for (const query of asked) {
        for (const mode of ['words', 'hybrid'] as const) {
          // Of those that are alike, either may be among the first.
          const options: SearchOptions = { mode, k: 1500, maxRecomputes: 0 };
          const [found, expected] = await Promise.all([
            updatesOf(index, query, options),
            updatesOf(whole, query, options),
          ]);
          const shares = (updates: typeof found) =>
            updates
              .at(-1)
              ?.hits.map(({ words: share }) => share.toFixed(6))
              .sort();
          if (mode === 'words') assert.deepEqual(shares(found), shares(expected), query);
          assert.deepEqual(found.at(-1)?.matchedWords.sort(), expected.at(-1)?.matchedWords.sort(), query);
        }
      }
    });
  });

  it('are fetched for the words of a query alone, once', () =>
    withIndex(async (index) => {
      const fetched = () => index.info().fetched ?? assert.fail();
      const options: SearchOptions = { mode: 'words', k: 1 };
      for (const query of QUERIES.slice(0, 6)) {
        const start = fetched();
        await hitsOf(index, query, options);
        const after = fetched();
        const texts = after.textBytes - start.textBytes;
        assert.ok(after.requests - start.requests <= 3, 'a shard for each word, and a text');
        assert.ok(after.bytes - start.bytes - texts <= 3 * 2048);
        await hitsOf(index, query, options);
        assert.equal(fetched().bytes, after.bytes);
      }
    }));

  it('are completed while they are typed, from few shards', () =>
    withIndex(async (index) => {
      const start = index.info().fetched?.requests ?? 0;
      const hits = await hitsOf(index, 'b', { mode: 'words', k: 1 });
      assert.equal(hits.length, 1);
      assert.ok((index.info().fetched?.requests ?? 0) - start <= 5);
    }));

  it('are not fetched for meaning', () =>
    withIndex(async (index) => {
      const options: SearchOptions = { mode: 'meaning', k: 1, maxRecomputes: 0 };
      const start = index.info().fetched?.requests ?? 0;
      await hitsOf(index, QUERIES[0] ?? '', options);
      assert.equal((index.info().fetched?.requests ?? 0) - start, 1, 'a text');
    }));

  it('are told if they are damaged or gone, and searched when they are mended', () =>
    withIndex(async (index) => {
      const places = words().shards.map((_, number) =>
        join(hosted.folder, wordShard(hosted.manifest, number).path),
      );
      const contents = await Promise.all(places.map((place) => readFile(place)));
      const query = QUERIES[3] ?? '';
      for (const place of places) await writeFile(place, 'no postings');
      await assert.rejects(hitsOf(index, query), { code: 'corrupt' });
      for (const place of places) await rename(place, `${place}.away`);
      await assert.rejects(hitsOf(index, query), { code: 'not-found' });
      for (const place of places) await rename(`${place}.away`, place);
      for (const [at, place] of places.entries()) await writeFile(place, contents[at] ?? '');
      assert.ok((await hitsOf(index, query, { mode: 'words' })).length > 0);
    }));

  it('are exported in one piece', () =>
    withIndex(async (index) => {
      const file = await index.export();
      await using copy = await LeannIndex.import('copy', file, { embedder: wordEmbedder(), store: 'memory' });
      const query = QUERIES[1] ?? '';
      const options: SearchOptions = { mode: 'words', k: 1500 };
      const ids = (hits: Awaited<ReturnType<typeof hitsOf>>) => hits.map(({ id }) => id).sort();
      assert.deepEqual(ids(await hitsOf(copy, query, options)), ids(await hitsOf(index, query, options)));
      assert.ok(copy.info().bytes.words > words().bytes);
    }));

  it('are refused if their manifest is of another index', async () => {
    const shards = words().shards;
    for (const wrong of [
      { ...words(), shards: shards.slice(1) },
      { ...words(), shards: ['abc'] },
      { ...words(), folder: '../' },
      undefined,
    ]) {
      await withManifest({ words: wrong }, () =>
        assert.rejects(LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() }), { code: 'corrupt' }),
      );
    }
    // Of the right number, but in another order: each is what its name says, and not what the index wants there.
    await withManifest({ words: { ...words(), shards: [...shards].reverse() } }, () =>
      withIndex((index) => assert.rejects(hitsOf(index, QUERIES[0] ?? ''), { code: 'corrupt' })),
    );
    assert.throws(() => wordShard(hosted.manifest, shards.length), { code: 'corrupt' });
  });
});
