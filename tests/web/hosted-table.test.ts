// Answers of a published index without a model: by words and the table of terms.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { shardFiles, tableShard } from '../../web/hosted/manifest.js';
import { type Document, LeannIndex, type SearchUpdate } from '../../web/index.js';
import { hitsOf, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments } from './hosted-folder.js';
import { wordEmbedder } from './word-embedder.js';

const TOPICS = [
  ['rain', 'snow', 'wind', 'storm', 'cloud'],
  ['bread', 'milk', 'butter', 'cheese', 'flour'],
  ['violin', 'concert', 'opera', 'choir', 'organ'],
  ['goal', 'match', 'player', 'league', 'referee'],
];

/** Each about one topic; words of a topic stand beside each other, so that a table learns that they belong together. */
const DOCUMENTS: Document[] = Array.from({ length: 400 }, (_, i) => {
  const words = TOPICS[i % TOPICS.length] ?? [];
  const some = Array.from({ length: 4 }, (_, j) => words[(i * 7 + j * j + (i >> 3)) % words.length]);
  return { id: `d${i}`, text: `${some.join(' ')} number${i}` };
});
const topicOf = (id: string) => Number(id.slice(1)) % TOPICS.length;

describe('a published index without a model', () => {
  let hosted: HostedFolder;
  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });
  after(() => hosted.close());

  async function withIndex(use: (index: LeannIndex, embedded: () => number) => Promise<void>): Promise<void> {
    const embedder = wordEmbedder();
    await using index = await LeannIndex.fromUrl(hosted.url, { embedder, cacheBytes: 0 });
    await use(index, embedder.embedded);
  }
  const last = (updates: SearchUpdate[]) => updates.at(-1) ?? assert.fail('no update');

  it('finds by meaning, and embeds nothing', () =>
    withIndex(async (index, embedded) => {
      for (const [topic, words] of TOPICS.entries()) {
        for (const word of words) {
          const updates = await updatesOf(index, word, { mode: 'meaning', model: false });
          const { hits, stats, final } = last(updates);
          assert.ok(final && hits.length === 10);
          assert.ok(
            hits.every(({ id, exact }) => topicOf(id) === topic && !exact),
            word,
          );
          assert.deepEqual([stats.query, stats.recomputed, stats.expectedRecall], ['table', 0, 0]);
        }
      }
      assert.equal(embedded(), 0);
    }));

  it('finds what does not have the word', () =>
    withIndex(async (index) => {
      const hits = await hitsOf(index, 'referee', { k: 95, model: false });
      const others = hits.filter(({ text }) => !text.includes('referee'));
      const right = others.filter(({ id }) => topicOf(id) === 3);
      assert.ok(right.length > 5 && right.length > 0.8 * others.length);
    }));

  it('ranks words and meaning as one', () =>
    withIndex(async (index, embedded) => {
      const updates = await updatesOf(index, 'butter number101', { model: false });
      assert.equal(last(updates).stats.query, 'table');
      assert.equal(last(updates).hits[0]?.id, 'd101');
      assert.equal(embedded(), 0);
    }));

  it('knows other forms of a word, and corrects typing errors', () =>
    withIndex(async (index) => {
      for (const query of ['concerts', 'concret', 'stormy']) {
        const { hits, stats } = last(await updatesOf(index, query, { model: false }));
        assert.equal(stats.query, 'table', query);
        assert.equal(topicOf(hits[0]?.id ?? ''), query === 'stormy' ? 0 : 2, query);
        assert.equal(stats.known, 1);
      }
      const half = last(await updatesOf(index, 'violin xylophagous', { model: false }));
      assert.ok((half.stats.known ?? 1) < 0.5 && (half.stats.known ?? 0) > 0);
    }));

  it('shows texts that words find before the rows are there', async () => {
    const { fetch } = globalThis;
    let letCome = () => {};
    const held = new Promise<void>((resolve) => {
      letCome = resolve;
    });
    globalThis.fetch = async (input, init) => {
      const { href } = new URL(input instanceof Request ? input.url : input);
      if (href.includes('/table/')) await held;
      return await fetch(input, init);
    };
    try {
      const options = { embedder: wordEmbedder(), listDocuments: true };
      await using index = await LeannIndex.fromUrl(hosted.url, options);
      const counts: number[] = [];
      let update: SearchUpdate | undefined;
      for await (update of index.search('butter', { model: false, partial: true, k: 4 })) {
        counts.push(update.hits.filter(({ pending }) => !pending).length);
        if (counts.at(-1) === 4 && update.stats.query === undefined) letCome();
      }
      assert.deepEqual([counts[0], update?.final, update?.stats.query], [0, true, 'table']);
      assert.ok(counts.length > 2 && counts.includes(4));
    } finally {
      letCome();
      globalThis.fetch = fetch;
    }
  });

  it('says so if it knows no word of the query', () =>
    withIndex(async (index) => {
      const { hits, stats } = last(await updatesOf(index, 'xylophagous', { model: false }));
      assert.deepEqual([hits.length, stats.query], [0, undefined]);
    }));

  it('takes vectors as they are, and recomputes nothing for them', () =>
    withIndex(async (index, embedded) => {
      const [vector] = await wordEmbedder().embed(['violin']);
      let found: SearchUpdate | undefined;
      for await (const update of index.search(vector ?? assert.fail(), { model: false })) found = update;
      const { hits, stats } = found ?? assert.fail();
      assert.equal(topicOf(hits[0]?.id ?? ''), 2);
      assert.deepEqual([stats.query, stats.recomputed, embedded()], ['given', 0, 0]);
    }));

  it('embeds as ever if it may', () =>
    withIndex(async (index, embedded) => {
      const { stats } = last(await updatesOf(index, 'violin concert'));
      assert.equal(stats.query, 'model');
      assert.ok(stats.recomputed > 0 && embedded() > 0);
    }));

  it('refuses a choice that is none', () =>
    withIndex(async (index) => {
      const options = { model: 'no' } as unknown as { model: boolean };
      await assert.rejects(updatesOf(index, 'rain', options), { code: 'invalid-argument' });
    }));

  it('fetches the rows of the query alone', () =>
    withIndex(async (index) => {
      const { table } = hosted.manifest;
      assert.ok(table !== undefined && table.shards.length > 5);
      const fetched = () => index.info().fetched ?? assert.fail();
      const start = fetched();
      await updatesOf(index, 'rain snow', { mode: 'meaning', model: false, k: 1 });
      const { requests, bytes, textBytes } = fetched();
      const texts = textBytes - start.textBytes;
      assert.ok(requests - start.requests <= 3, 'two rows and a text');
      assert.ok(bytes - start.bytes - texts <= 2 * (1 + table.rowsPerShard) * 35);
      await updatesOf(index, 'rain snow', { mode: 'meaning', model: false, k: 1 });
      assert.equal(fetched().bytes, bytes);
    }));

  it('is told of rows that are damaged, and goes on when they are mended', () =>
    withIndex(async (index) => {
      const places = shardFiles(hosted.manifest).filter(({ path }) => path.startsWith('table/'));
      const restore: (() => Promise<void>)[] = [];
      for (const { path } of places) {
        const place = join(hosted.folder, path);
        const bytes = await readFile(place);
        await writeFile(place, bytes.subarray(1));
        restore.push(() => writeFile(place, bytes));
      }
      await assert.rejects(hitsOf(index, 'rain', { model: false }), { code: 'corrupt' });
      for (const act of restore) await act();
      assert.ok((await hitsOf(index, 'rain', { model: false })).length > 0);
    }));

  it('answers by words if it has no table, and so does one of this browser', async () => {
    const { table: _, ...manifest } = hosted.manifest;
    const place = join(hosted.folder, 'manifest.json');
    await writeFile(place, JSON.stringify(manifest));
    try {
      await withIndex(async (index, embedded) => {
        const { hits, stats } = last(await updatesOf(index, 'rain', { model: false }));
        assert.ok(hits.every(({ text }) => text.includes('rain')));
        assert.deepEqual([stats.query, embedded()], [undefined, 0]);
      });
    } finally {
      await writeFile(place, JSON.stringify(hosted.manifest));
    }
  });

  it('has no model to offer if its folder has none', async () => {
    await using index = await LeannIndex.fromUrl(hosted.url, { model: 'never' });
    assert.equal(index.modelState, 'none');
    assert.equal(topicOf((await hitsOf(index, 'violin'))[0]?.id ?? ''), 2);
    await assert.rejects(index.loadModel(), { code: 'invalid-argument' });
  });

  it('refuses a manifest whose table is none', async () => {
    const place = join(hosted.folder, 'manifest.json');
    const table = hosted.manifest.table;
    try {
      for (const wrong of [
        { ...table, rowsPerShard: 0 },
        { ...table, shards: ['abc'] },
        { ...table, folder: '../' },
      ]) {
        await writeFile(place, JSON.stringify({ ...hosted.manifest, table: wrong }));
        await assert.rejects(LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() }), {
          code: 'corrupt',
        });
      }
      // Fewer shards than its terms need: told when one is missing.
      await writeFile(place, JSON.stringify({ ...hosted.manifest, table: { ...table, shards: [] } }));
      await withIndex((index) =>
        assert.rejects(hitsOf(index, 'rain', { model: false }), { code: 'corrupt' }),
      );
      const { table: _, ...without } = hosted.manifest;
      assert.throws(() => tableShard(without, 0), { code: 'corrupt' });
    } finally {
      await writeFile(place, JSON.stringify(hosted.manifest));
    }
  });
});
