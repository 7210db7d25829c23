// A published index in clusters: a search fetches those near its query, and finds what it finds in one piece.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseHostedManifest } from '../../web/hosted/manifest.js';
import { nodeFile } from '../../web/hosted/node-files.js';
import { type Document, LeannIndex, type SearchUpdate } from '../../web/index.js';
import { hitsOf, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments, publishDocuments } from './hosted-folder.js';
import { wordEmbedder } from './word-embedder.js';

const TOPICS = 100;
const CLUSTERS = 60;

/** Of each topic twenty, in words that no other topic has. */
const DOCUMENTS: Document[] = Array.from({ length: 20 * TOPICS }, (_, i) => {
  const topic = i % TOPICS;
  const some = Array.from({ length: 5 }, (_, j) => `t${topic}w${(i * 7 + j * j + (i >> 3)) % 12}`);
  return {
    id: `d${i}`,
    text: `${some.join(' ')} number${i}`,
    metadata: { even: i % 2 === 0, topic },
  };
});

const QUERIES = Array.from({ length: 50 }, (_, i) => `t${i * 2}w${i % 12} t${i * 2}w${(i + 5) % 12}`);

describe('a published index in clusters', () => {
  let whole: HostedFolder;
  let parted: HostedFolder;
  before(async () => {
    whole = await hostDocuments(DOCUMENTS);
    parted = await hostDocuments(DOCUMENTS, {}, { clusters: CLUSTERS });
  });
  after(async () => {
    await whole.close();
    await parted.close();
  });

  const open = (folder: HostedFolder = parted, cacheBytes = 0) =>
    LeannIndex.fromUrl(folder.url, { embedder: wordEmbedder(), cacheBytes });
  const last = (updates: SearchUpdate[]) => updates.at(-1) ?? assert.fail('no update');

  it('finds nearly all that one piece finds, by meaning alone', async () => {
    await using one = await open(whole);
    let same = 0;
    for (const query of QUERIES) {
      // Each of its own, so that no query finds what another has fetched.
      await using index = await open();
      const wanted = (await hitsOf(one, query, { mode: 'meaning', k: 10, confidence: 1 })).map(
        ({ id }) => id,
      );
      const found = await hitsOf(index, query, { mode: 'meaning', k: 10, confidence: 1 });
      same += found.filter(({ id }) => wanted.includes(id)).length;
    }
    assert.ok(same >= 0.9 * 10 * QUERIES.length, `${same} of ${10 * QUERIES.length}`);
  });

  it('fetches a few clusters, says which share, and fetches none again', async () => {
    await using index = await open();
    const opened = index.info().fetched?.requests ?? 0;
    const { stats } = last(await updatesOf(index, 'number77', { mode: 'meaning' }));
    assert.ok(stats.clusters !== undefined && stats.clusters.of === CLUSTERS);
    assert.ok(
      stats.clusters.loaded >= 16 && stats.clusters.loaded < CLUSTERS / 2,
      `${stats.clusters.loaded}`,
    );
    assert.ok(stats.expectedRecall > 0 && stats.expectedRecall < 1);
    const first = (index.info().fetched?.requests ?? 0) - opened;
    assert.ok(first >= 16);
    await updatesOf(index, 'number77', { mode: 'meaning' });
    assert.equal((index.info().fetched?.requests ?? 0) - opened, first);
  });

  it('fetches more for more confidence', async () => {
    await using little = await open();
    await using much = await open();
    const loaded = async (index: LeannIndex, confidence: number) =>
      last(await updatesOf(index, 't4w1', { mode: 'meaning', confidence })).stats.clusters?.loaded ?? 0;
    assert.ok((await loaded(much, 1)) > (await loaded(little, 0.5)));
  });

  it('finds words wherever they are, and fetches the clusters of the best', async () => {
    await using index = await open();
    for (const number of [3, 444, 1999]) {
      const [hit] = await hitsOf(index, `number${number}`, { maxRecomputes: 8 });
      assert.equal(hit?.id, `d${number}`);
      assert.ok(hit.exact, 'it was recomputed');
    }
    const [hit] = await hitsOf(index, 'number1234', { mode: 'words' });
    assert.equal(hit?.id, 'd1234');
  });

  it('answers before it has the clusters, with what words found', async () => {
    const given = { embedder: wordEmbedder(), cacheBytes: 0, listDocuments: true };
    await using index = await LeannIndex.fromUrl(parted.url, given);
    const updates = await updatesOf(index, 'number5', { partial: true });
    assert.equal(updates[0]?.stats.clusters?.loaded, 0);
    assert.equal(updates[0]?.hits[0]?.id, 'd5');
    assert.ok((last(updates).stats.clusters?.loaded ?? 0) >= 16 && last(updates).final);
  });

  it('counts what is fetched of it', async () => {
    await using index = await open();
    const { files, clusters, words } = parted.manifest;
    const head = files.find(({ path }) => path === parted.manifest.index)?.bytes ?? 0;
    assert.equal(index.info().bytes.total, head + (clusters?.bytes ?? 0) + (words?.bytes ?? 0));
  });

  it('keeps to conditions', async () => {
    await using index = await open();
    const hits = await hitsOf(index, 't8w1 t8w2', { where: { even: false }, k: 5 });
    assert.ok(hits.length > 0 && hits.every(({ id }) => Number(id.slice(1)) % 2 === 1));
  });

  it('finds what a condition leaves, though it is far from the query', async () => {
    for (const mode of ['meaning', 'hybrid'] as const) {
      for (const topic of [3, 31, 77]) {
        await using index = await open();
        const { hits, stats } = last(
          await updatesOf(index, 't50w1 t50w2', { mode, where: { topic }, k: 10 }),
        );
        assert.equal(hits.length, 10);
        assert.ok(hits.every(({ id }) => Number(id.slice(1)) % TOPICS === topic));
        assert.ok((stats.clusters?.loaded ?? 0) <= 30, 'clusters without any are not fetched');
      }
    }
  });

  it('finds more like a document, whose cluster it fetches', async () => {
    await using index = await open();
    const hits = await index.more('d42', { k: 5 });
    assert.ok(hits.length === 5 && hits.every(({ id }) => Number(id.slice(1)) % TOPICS === 42));
  });

  it('is exported as one piece', async () => {
    await using index = await open();
    await using copy = await LeannIndex.import('copy', await index.export(), {
      embedder: wordEmbedder(),
      store: 'memory',
    });
    assert.equal(copy.info().documents, DOCUMENTS.length);
    assert.equal((await hitsOf(copy, 'number17'))[0]?.id, 'd17');
    for await (const _ of copy.add([{ id: 'new', text: 'number9999 t3w1' }]));
    assert.equal((await hitsOf(copy, 'number9999'))[0]?.id, 'new');
  });

  it('is told of a cluster that is damaged or gone, and goes on when it is back', async () => {
    await using index = await open();
    const places = parted.manifest.clusters?.shards.map((_, number) =>
      join(parted.folder, nodeFile(parted.manifest, number).path),
    );
    const kept = await Promise.all((places ?? []).map((place) => readFile(place)));
    const all = async (change: (place: string, bytes: Buffer) => Promise<void>) => {
      for (const [row, place] of (places ?? []).entries()) await change(place, kept[row] ?? Buffer.alloc(0));
    };
    try {
      await all((place, bytes) =>
        writeFile(
          place,
          bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
        ),
      );
      await assert.rejects(hitsOf(index, 't1w1', { mode: 'meaning' }), { code: 'corrupt' });
      await all((place) => rm(place));
      await assert.rejects(hitsOf(index, 't1w1', { mode: 'meaning' }), { code: 'not-found' });
    } finally {
      await all((place, bytes) => writeFile(place, bytes));
    }
    assert.ok((await hitsOf(index, 't1w1', { mode: 'meaning' })).length > 0);
  });

  it('takes over what is published meanwhile, and searches that', async () => {
    const folder = await hostDocuments(DOCUMENTS.slice(0, 1000), {}, { clusters: 20 });
    try {
      await using index = await open(folder);
      assert.ok((await hitsOf(index, 't1w1')).length > 0);
      const manifest = await publishDocuments(folder.folder, DOCUMENTS, {}, { clusters: CLUSTERS });
      for (const number of folder.manifest.clusters?.shards.keys() ?? [])
        await rm(join(folder.folder, nodeFile(folder.manifest, number).path));
      const { hits, stats } = last(await updatesOf(index, 't99w3 number1999'));
      assert.equal(hits[0]?.id, 'd1999');
      assert.equal(stats.clusters?.of, manifest.clusters?.shards.length);
    } finally {
      await folder.close();
    }
  });

  it('refuses a manifest whose clusters are not those of its index', async () => {
    const { clusters, ...without } = parted.manifest;
    assert.throws(() => parseHostedManifest(without), { code: 'corrupt' });
    assert.throws(() => parseHostedManifest({ ...parted.manifest, format: 2 }), { code: 'corrupt' });
    const place = join(parted.folder, 'manifest.json');
    try {
      const fewer = { ...clusters, shards: clusters?.shards.slice(1) };
      await writeFile(place, JSON.stringify({ ...parted.manifest, clusters: fewer }));
      await assert.rejects(open(), { code: 'corrupt' });
      await writeFile(place, JSON.stringify({ ...without, format: 2 }));
      await assert.rejects(open(), { code: 'corrupt' });
    } finally {
      await writeFile(place, JSON.stringify(parted.manifest));
    }
  });
});
