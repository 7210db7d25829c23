// LeannIndex.fromUrl: an index that a site publishes as plain files.

import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { textShard } from '../../web/hosted/manifest.js';
import { LeannError, LeannIndex } from '../../web/index.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import { compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments, publishDocuments } from './hosted-folder.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { FakeWorker, fakeWorkers } from './worker-fake.js';

const DOCUMENTS = [
  ...someDocuments(600),
  { id: 'long', title: 'A long one', text: 'sun rain snow wind hill. '.repeat(40) },
  { id: 'empty', text: ' ' },
];
const QUERIES = ['rain snow number3', 'a house by the lake', 'bread and milk number500'];

describe('a published index', () => {
  let hosted: HostedFolder;

  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });

  after(() => hosted.close());

  const opened = () => LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder(), cacheBytes: 0 });

  /** The same documents, kept the usual way. */
  async function local(): Promise<LeannIndex> {
    const embedder = wordEmbedder();
    const index = await LeannIndex.open('local', {
      embedder,
      store: 'memory',
      cacheBytes: 0,
      build: { numbering: 'local' },
    });
    for await (const _ of index.add(DOCUMENTS));
    return index;
  }

  it('answers as the index does that it was made of', async () => {
    await using index = await opened();
    await using other = await local();
    const filters: SearchOptions[] = [
      { k: 7 },
      // All are met, so both know of the same ones that they share a text.
      { k: 3, filter: ['d3', 'd4', 'long', 'nowhere'], maxRecomputes: 8 },
      { filter: ({ id, title }) => id.endsWith('1') || title !== undefined },
    ];
    for (const query of QUERIES) {
      for (const options of filters) {
        assert.deepEqual(await hitsOf(index, query, options), await hitsOf(other, query, options));
      }
    }
    assert.deepEqual((await index.ids()).toSorted(), (await other.ids()).toSorted());
    assert.deepEqual(await index.get('long'), await other.get('long'));
    assert.deepEqual(await index.get('empty'), { id: 'empty', passages: [] });
    assert.equal(await index.get('nowhere'), undefined);
    assert.deepEqual([await index.has('d7'), await index.has('nowhere')], [true, false]);
    const { name, documents, passages, bytes, saved, split, dimension } = index.info();
    const expected = other.info();
    assert.equal(name, 'some texts');
    assert.deepEqual(
      { documents, passages, split, dimension, text: bytes.text },
      {
        documents: expected.documents,
        passages: expected.passages,
        split: expected.split,
        dimension: expected.dimension,
        text: expected.bytes.text,
      },
    );
    assert.equal(bytes.total, (await readFile(join(hosted.folder, hosted.manifest.index))).length);
    assert.equal(saved, true);
  });

  it('fetches only the texts that a search reads, once, and no list of documents', async () => {
    await using index = await opened();
    const { texts } = hosted.manifest;
    assert.ok(texts.shards.length > 8, `${texts.shards.length} shards`);
    const start = index.info().fetched;
    assert.equal(start?.textBytes, 0);
    assert.equal(start?.requests, 2, 'manifest and index');
    const updates = await updatesOf(index, QUERIES[0] ?? '', { k: 3, maxRecomputes: 8 });
    const fetched = index.info().fetched;
    const { recomputed = 0 } = updates.at(-1)?.stats ?? {};
    assert.ok(recomputed > 0 && (fetched?.textBytes ?? 0) > 0);
    assert.ok((fetched?.requests ?? 0) - 2 <= recomputed + 6, JSON.stringify(fetched));
    assert.equal(fetched?.bytes, (start?.bytes ?? 0) + (fetched?.textBytes ?? 0), 'texts only');
    await updatesOf(index, QUERIES[0] ?? '', { k: 3, maxRecomputes: 8 });
    assert.deepEqual(index.info().fetched, fetched, 'nothing twice');
    await index.ids();
    assert.equal(index.info().fetched?.textBytes, fetched?.textBytes);
    assert.equal(index.info().fetched?.requests, (fetched?.requests ?? 0) + 1);
  });

  it('asks for what it is likely to need at once, not batch by batch', async () => {
    const embedder = wordEmbedder('words', 1);
    await using index = await LeannIndex.fromUrl(hosted.url, { embedder, cacheBytes: 0 });
    const { fetch } = globalThis;
    let asked = 0;
    globalThis.fetch = (...parameters) => {
      asked++;
      return fetch(...parameters);
    };
    try {
      const askedBefore: number[] = [];
      embedder.before = () => void askedBefore.push(asked);
      const [last] = (await updatesOf(index, QUERIES[1] ?? '', { k: 3, maxRecomputes: 8 })).slice(-1);
      assert.equal(last?.stats.batches, 8);
      const [query, first] = askedBefore;
      // What words found is on its way while the query is embedded.
      assert.ok(query !== undefined && query <= 3, `${query}`);
      // What is recomputed is nearly what codes alone said.
      assert.ok(asked > 2 && (first ?? 0) >= asked - 1, `${first} of ${asked}`);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('refuses the experimental strategies', async () => {
    await using index = await opened();
    for (const strategy of ['walk', 'two-level', 'best-first'] as const) {
      await assert.rejects(updatesOf(index, QUERIES[0] ?? '', { strategy }), {
        code: 'invalid-argument',
        message: /experimental strategy/,
      });
    }
  });

  it('can be read from the disk in Node', async () => {
    await using index = await LeannIndex.fromUrl(hosted.folder, { embedder: wordEmbedder() });
    await using served = await opened();
    assert.deepEqual(await hitsOf(index, QUERIES[1] ?? ''), await hitsOf(served, QUERIES[1] ?? ''));
  });

  it('cannot be changed, only copied', async () => {
    await using index = await opened();
    for (const change of [
      () => updateAll(index, [{ id: 'x', text: 'y' }]),
      () => compactAll(index),
      () => index.delete('d1'),
      () => index.save(),
      async () => {
        for await (const _ of index.add([{ id: 'x', text: 'y' }]));
      },
    ]) {
      await assert.rejects(change, { code: 'read-only' });
    }
    const embedder = wordEmbedder();
    const options = { embedder, store: 'memory', cacheBytes: 0 } as const;
    await using copy = await LeannIndex.import('copy', await index.export(), options);
    assert.deepEqual(await hitsOf(copy, QUERIES[2] ?? ''), await hitsOf(index, QUERIES[2] ?? ''));
    for await (const _ of copy.add([{ id: 'x', text: 'another text' }]));
    assert.equal(copy.info().documents, index.info().documents + 1);
  });

  it('says where it is not', async () => {
    const embedder = wordEmbedder();
    const { origin } = new URL(hosted.url);
    await assert.rejects(LeannIndex.fromUrl(`${origin}/nowhere/`, { embedder }), { code: 'not-found' });
    await assert.rejects(LeannIndex.fromUrl('http://127.0.0.1:9/', { embedder }), { code: 'network-failed' });
    await assert.rejects(LeannIndex.fromUrl(join(hosted.folder, 'none'), { embedder }), {
      code: 'not-found',
    });
    await assert.rejects(LeannIndex.fromUrl('', { embedder }), { code: 'invalid-argument' });
    await assert.rejects(LeannIndex.fromUrl(hosted.url), { code: 'invalid-argument' });
    await assert.rejects(LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder('others') }), {
      code: 'embedder-mismatch',
    });
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(LeannIndex.fromUrl(hosted.url, { embedder, signal }), /enough/);
    const index = await opened();
    await index.close();
    await assert.rejects(index.ids(), { code: 'closed' });
    await assert.rejects(hitsOf(index, 'rain'), { code: 'closed' });
    await assert.rejects(index.save(), { code: 'closed' });
  });
});

describe('a published folder that is damaged', () => {
  let hosted: HostedFolder;

  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });

  after(() => hosted.close());

  const open = (embedder = wordEmbedder()) => LeannIndex.fromUrl(hosted.url, { embedder });

  /** Damages a file while `act` runs. */
  async function damaged(
    path: string,
    damage: (bytes: Buffer) => Uint8Array,
    act: () => Promise<void>,
  ): Promise<void> {
    const place = join(hosted.folder, path);
    const bytes = await readFile(place);
    await writeFile(place, damage(Buffer.from(bytes)));
    try {
      await act();
    } finally {
      await writeFile(place, bytes);
    }
  }

  const DAMAGES: ((bytes: Buffer) => Uint8Array)[] = [
    () => Buffer.alloc(0),
    (bytes) => bytes.subarray(0, -1),
    (bytes) => Buffer.concat([bytes, Buffer.from([0])]),
    (bytes) => {
      const at = bytes.length >> 1;
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      return bytes;
    },
  ];

  it('is refused where the index is not what was published', async () => {
    for (const damage of DAMAGES) {
      await damaged(hosted.manifest.index, damage, () => assert.rejects(open(), { code: 'corrupt' }));
    }
  });

  it('is refused where the manifest is none, or of another version', async () => {
    const texts = (text: string) => () => Buffer.from(text);
    const { manifest } = hosted;
    const wrong = [
      '',
      '{}',
      '[]',
      JSON.stringify({ ...manifest, passages: manifest.passages + 1000 }),
      JSON.stringify({ ...manifest, index: '../index.leann' }),
      JSON.stringify({ ...manifest, index: 'other.leann' }),
      JSON.stringify({ ...manifest, files: [{}] }),
      JSON.stringify({ ...manifest, texts: { ...manifest.texts, passagesPerShard: 0 } }),
      JSON.stringify({ ...manifest, texts: { ...manifest.texts, shards: ['abc'] } }),
    ];
    for (const text of wrong) {
      await damaged('manifest.json', texts(text), () => assert.rejects(open(), { code: 'corrupt' }, text));
    }
    const later = JSON.stringify({ ...manifest, format: 6 });
    await damaged('manifest.json', texts(later), () =>
      assert.rejects(open(), { code: 'unsupported-version' }),
    );
    await damaged('manifest.json', texts('<!doctype html>'), () =>
      assert.rejects(open(), { code: 'not-found' }),
    );
  });

  it('scores nothing of a shard that is damaged, and goes on when that is mended', async () => {
    const embedder = wordEmbedder();
    await using index = await open(embedder);
    await using whole = await open();
    const query = 'rain snow number3';
    for (const damage of DAMAGES) {
      const restore: (() => Promise<void>)[] = [];
      for (const shard of hosted.manifest.texts.shards.keys()) {
        const place = join(hosted.folder, textShard(hosted.manifest, shard).path);
        const bytes = await readFile(place);
        await writeFile(place, damage(Buffer.from(bytes)));
        restore.push(() => writeFile(place, bytes));
      }
      const embedded = embedder.embedded();
      await assert.rejects(updatesOf(index, query), { code: 'corrupt' });
      assert.equal(embedder.embedded(), embedded + 1, 'the query alone');
      for (const act of restore) await act();
    }
    assert.deepEqual(await hitsOf(index, query), await hitsOf(whole, query));
  });

  it('is found damaged in the list of documents, by what needs that alone', async () => {
    for (const damage of DAMAGES) {
      await damaged(hosted.manifest.documentList, damage, async () => {
        await using index = await open();
        await assert.rejects(index.ids(), { code: 'corrupt' });
        await assert.rejects(hitsOf(index, 'rain', { filter: ['d1'] }), { code: 'corrupt' });
        assert.ok((await hitsOf(index, 'rain')).length > 0);
      });
    }
  });
});

describe('a folder that is published again', () => {
  it('is taken over by refresh, and by a search that misses a file', async () => {
    const hosted = await hostDocuments(someDocuments(300));
    try {
      await using index = await LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() });
      await using other = await LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() });
      assert.equal(await index.refresh(), false);
      for (const name of await readdir(hosted.folder))
        await rm(join(hosted.folder, name), { recursive: true });
      await publishDocuments(hosted.folder, [...someDocuments(280), { id: 'new', text: 'a violin concert' }]);
      assert.equal(await index.refresh(), true);
      assert.equal(index.info().documents, 281);
      assert.equal((await hitsOf(index, 'violin concert'))[0]?.id, 'new');
      assert.equal((await hitsOf(other, 'violin concert')).at(0)?.id, 'new');
      assert.equal(other.info().documents, 281);
      await rename(join(hosted.folder, 'manifest.json'), join(hosted.folder, 'gone.json'));
      await assert.rejects(
        index.refresh(),
        (error) => error instanceof LeannError && error.code === 'not-found',
      );
      assert.ok((await hitsOf(index, 'violin concert')).length > 0);
    } finally {
      await hosted.close();
    }
  });
});

describe('a published index in a worker', () => {
  let hosted: HostedFolder;

  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });

  after(async () => {
    await hosted.close();
    assert.equal(FakeWorker.alive.size, 0, 'workers left');
  });

  it('does the same as without one', async () => {
    const states: unknown[] = [];
    for (const worker of [false, fakeWorkers().start]) {
      const files: string[] = [];
      await using index = await LeannIndex.fromUrl(hosted.url, {
        embedder: wordEmbedder(),
        worker,
        cacheBytes: 0,
        onProgress: ({ file }) => files.push(file),
      });
      const hits = await hitsOf(index, QUERIES[0] ?? '', { k: 7, filter: ({ id }) => id !== 'd3' });
      const got = [await index.has('d7'), await index.get('long'), (await index.ids()).length];
      await assert.rejects(updateAll(index, [{ id: 'x', text: 'y' }]), { code: 'read-only' });
      await assert.rejects(index.delete('d1'), { code: 'read-only' });
      await assert.rejects(index.save(), { code: 'read-only' });
      const copied = (await index.export()).size;
      states.push({ hits, got, copied, info: index.info(), files: [...new Set(files)].sort() });
    }
    assert.deepEqual(states[0], states[1]);
  });

  it('comes back in another worker when its own crashes, as it is published then', async () => {
    const { start, made } = fakeWorkers();
    const notices: string[] = [];
    await using index = await LeannIndex.fromUrl(hosted.url, {
      embedder: wordEmbedder(),
      worker: start,
      onNotice: ({ code }) => notices.push(code),
    });
    const before = await hitsOf(index, QUERIES[1] ?? '');
    made[0]?.crash('out of order');
    assert.deepEqual(await hitsOf(index, QUERIES[1] ?? ''), before);
    assert.deepEqual([made.length, notices], [2, ['worker-crashed']]);
  });

  it('says what is wrong as it does without one', async () => {
    const { start } = fakeWorkers();
    const others = { embedder: wordEmbedder('others'), worker: start };
    await assert.rejects(LeannIndex.fromUrl(hosted.url, others), { code: 'embedder-mismatch' });
    await using index = await LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder(), worker: start });
    const texts = join(hosted.folder, hosted.manifest.texts.folder);
    const gone = join(hosted.folder, 'gone');
    await rename(texts, gone);
    try {
      await assert.rejects(hitsOf(index, QUERIES[1] ?? ''), { code: 'not-found' });
    } finally {
      await rename(gone, texts);
    }
    assert.ok((await hitsOf(index, QUERIES[1] ?? '')).length > 0);
  });
});
