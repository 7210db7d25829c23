// An index in one file: what comes out goes in again, and nothing that is damaged does.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { deflated, inflated } from '../../web/base/deflate.js';
import { Core } from '../../web/core/core.js';
import type { ImportOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, hitsOf, updateAll } from './drive.js';
import { stateOf } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

function deep(levels: number): object {
  return levels === 0 ? {} : { deeper: deep(levels - 1) };
}

describe('an index in one file', () => {
  let core: Core;
  let file: Uint8Array<ArrayBuffer>;

  before(async () => {
    core = await Core.load();
    const index = await someIndex();
    file = new Uint8Array(await (await index.export()).arrayBuffer());
    await index.close();
  });

  const ODD = { id: 'odd \ud800', title: 'lone \udfff', text: 'rain \ud800 and "quotes" \u0000 👩‍👧' };

  const SEA = {
    id: 'sea',
    text: '# Sea\nsalt and wave\n## Below\ndeep water',
    url: '/sea',
    metadata: { wet: true },
  };

  /** 80 documents, some of them changed, deleted, waiting, or without words. */
  async function someIndex(): Promise<LeannIndex> {
    const index = await LeannIndex.open('from', { ...options(), build: { M: 8 }, split: { maxTokens: 12 } });
    await addAll(index, someDocuments(60));
    await addAll(index, [...someDocuments(20, 60), { id: 'blank', text: '' }, ODD, SEA]);
    await updateAll(index, [{ id: 'd3', text: 'a long text about the sea. '.repeat(6), title: 'Sea' }]);
    await index.delete(['d5', 'd61']);
    return index;
  }

  function options(store: ImportOptions['store'] = 'memory'): ImportOptions {
    return { embedder: wordEmbedder(), core, cacheBytes: 0, autoCompact: false, store };
  }

  it('gives the same documents and hits, and holds nothing that was deleted', async () => {
    const from = await someIndex();
    const to = await LeannIndex.import('to', file, options());
    const ids = await from.ids();
    assert.deepEqual((await to.ids()).toSorted(), ids.toSorted());
    for (const id of ids) assert.deepEqual(await to.get(id), await from.get(id), id);
    for (const query of ['sea', 'rain', 'sun number7']) {
      const all = { k: 200, confidence: 1, maxRecomputes: 1000 };
      const [left, right] = [await hitsOf(from, query, all), await hitsOf(to, query, all)];
      assert.deepEqual(
        right.map(({ id, passage }) => `${id} ${passage}`).toSorted(),
        left.map(({ id, passage }) => `${id} ${passage}`).toSorted(),
      );
      assert.equal(right[0]?.id, left[0]?.id);
    }
    const [mine, theirs] = [from.info(), to.info()];
    assert.deepEqual([theirs.build, theirs.split], [mine.build, mine.split]);
    assert.deepEqual([theirs.saved, theirs.generation, theirs.compaction.removed], [true, 1, 0]);
    assert.equal(mine.compaction.removed > 0 && mine.compaction.buffered > 0, true, 'export changes nothing');
    await addAll(to, someDocuments(3, 500));
    await to.save();
    await from.close();
    await to.close();
    assert.equal(core.liveHandles, 0);
  });

  it('is the same file again', async () => {
    const to = await LeannIndex.import('to', file, options());
    const again = new Uint8Array(await (await to.export()).arrayBuffer());
    const { generation: _, commit: _commit, ...mine } = core.read(file);
    const { generation: _other, commit: _otherCommit, ...theirs } = core.read(again);
    assert.deepEqual(theirs, mine);
    assert.match(mine.corpus, /^[0-9a-f]{64}$/);
    assert.equal(mine.fingerprint, 'words');
    await to.close();
  });

  it('takes the place of what was there, as a whole', async () => {
    const store = new MemoryStore();
    const old = await LeannIndex.open('to', options(store));
    await addAll(old, someDocuments(30, 900));
    await old.save();
    const to = await LeannIndex.import('to', file, options(store));
    assert.deepEqual([to.info().generation, await to.has('d900'), await to.has('d7')], [2, false, true]);
    assert.equal((await hitsOf(old, 'sun', { k: 100 })).length, 30, 'a reader keeps what it had');
    await old.close();
    const state = await stateOf(to);
    await to.close();
    const reopened = await LeannIndex.open('to', options(store));
    assert.deepEqual(await stateOf(reopened), state);
    await reopened.close();
  });

  it('comes from wherever the bytes are', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/index.leann' ? 200 : 404;
      response.end(response.statusCode === 200 ? file : 'no');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/index.leann`;
    const padded = new Uint8Array(file.length + 20);
    padded.set(file, 10);
    const sources = [
      file,
      padded.subarray(10, 10 + file.length),
      new Blob([file]),
      new Response(file),
      new URL(url),
      url,
    ];
    for (const source of sources) {
      const to = await LeannIndex.import('to', source, options());
      assert.ok(await to.has('d7'));
      await to.close();
    }
    const missing = `${url}.gone`;
    for (const source of [missing, new URL(missing), new Response('no', { status: 404 })]) {
      await assert.rejects(LeannIndex.import('to', source, options()), { code: 'not-found' });
    }
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(LeannIndex.import('to', url, options()), { code: 'not-found' });
    const aborted = { ...options(), signal: AbortSignal.abort(new Error('enough')) };
    await assert.rejects(LeannIndex.import('to', url, aborted), /enough/);
    for (const source of [undefined, null, 7, {}] as unknown as string[]) {
      await assert.rejects(LeannIndex.import('to', source, options()), { code: 'invalid-argument' });
    }
  });

  it('is held against the SHA-256 that is expected', async () => {
    const sha256 = createHash('sha256').update(file).digest('hex');
    for (const given of [sha256, sha256.toUpperCase()]) {
      await (await LeannIndex.import('to', file, { ...options(), sha256: given })).close();
    }
    const other = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const importing = LeannIndex.import('to', file, { ...options(), sha256: other });
    await assert.rejects(importing, { code: 'corrupt', message: /SHA-256/ });
    for (const wrong of ['', 'abc', `${sha256}0`]) {
      const refused = LeannIndex.import('to', file, { ...options(), sha256: wrong });
      await assert.rejects(refused, { code: 'invalid-argument' });
    }
  });

  it('is refused to another embedder', async () => {
    const other = { ...options(), embedder: wordEmbedder('other words') };
    await assert.rejects(LeannIndex.import('to', file, other), { code: 'embedder-mismatch' });
  });

  /** A store with something in it, which must stay. */
  async function refused(bytes: Uint8Array, what: string): Promise<void> {
    const store = new MemoryStore();
    const old = await LeannIndex.open('to', options(store));
    await addAll(old, someDocuments(2, 900));
    await old.save();
    const manifest = await store.manifest();
    await assert.rejects(LeannIndex.import('to', bytes, options(store)), { code: 'corrupt' }, what);
    assert.deepEqual(await store.manifest(), manifest, what);
    await addAll(old, someDocuments(1, 950));
    await old.close();
  }

  it('is refused as corrupt when any part is damaged, and nothing is changed', async () => {
    for (let at = 0; at < file.length; at += 97) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 4;
      const version = at >= 8 && at < 12;
      if (!version) await refused(damaged, `byte ${at}`);
    }
    for (const length of [0, 7, 100, file.length - 1])
      await refused(file.slice(0, length), `${length} bytes`);
    assert.equal(core.liveHandles, 0);
  });

  /** The file with other attachments, whose checksums are right. */
  async function forged(
    change: (parts: Map<string, Uint8Array>) => void | Promise<void>,
  ): Promise<Uint8Array> {
    const { attachments, sizes: _, ...origin } = core.read(file);
    await change(attachments);
    const opened = core.open(file);
    const bytes = opened.encode({ origin, attachments });
    opened.free();
    return bytes;
  }

  async function edited(name: string, change: (value: never) => unknown): Promise<Uint8Array> {
    return forged(async (parts) => {
      const raw = await inflated((parts.get(name) ?? assert.fail()).slice(), name);
      const value = change(JSON.parse(new TextDecoder().decode(raw)) as never);
      parts.set(name, await deflated(new TextEncoder().encode(JSON.stringify(value))));
    });
  }

  it('of 0.1, which says nothing of addresses, metadata and sections, is read', async () => {
    type Documents = Record<string, unknown>;
    const before = await edited('DOCS', ({ urls, metadata, sections, ...record }: Documents) => {
      for (const column of [urls, metadata, sections]) assert.notEqual(column, undefined);
      return record;
    });
    const index = await LeannIndex.import('to', before, options());
    const { url, metadata, passages } = (await index.get('sea')) ?? assert.fail();
    assert.deepEqual([url, metadata, passages[0]?.headings], [undefined, undefined, undefined]);
    assert.equal((await hitsOf(index, 'deep water', { k: 1 }))[0]?.id, 'sea');
    await index.close();
  });

  it('is refused when someone forged a part of it', async () => {
    type Texts = string[];
    type Documents = Record<string, unknown> & { ids: string[]; starts: number[]; passages: number[] };
    await (await LeannIndex.import('to', await forged(() => {}), options())).close();
    await refused(await edited('TEXT', (texts: Texts) => texts.with(3, 'another text')), 'a text');
    await refused(await edited('TEXT', (texts: Texts) => texts.slice(1)), 'a text less');
    await refused(await edited('TEXT', (texts: Texts) => [7, ...texts.slice(1)]), 'a number');
    await refused(await edited('TEXT', () => null), 'no texts');
    const changes: [string, (record: Documents) => unknown][] = [
      ['twice', (record) => ({ ...record, ids: record.ids.with(1, record.ids[0] ?? '') })],
      ['no id', (record) => ({ ...record, ids: record.ids.with(1, '') })],
      ['an id less', (record) => ({ ...record, ids: record.ids.slice(1) })],
      ['a start', (record) => ({ ...record, starts: record.starts.with(0, 1e6) })],
      ['a start below 0', (record) => ({ ...record, starts: record.starts.with(0, -1) })],
      ['a count', (record) => ({ ...record, passages: record.passages.with(0, 2) })],
      ['titles', (record) => ({ ...record, titles: 'none' })],
      ['split', (record) => ({ ...record, split: {} })],
      ['build', (record) => ({ ...record, build: { M: [8] } })],
      ['trained', (record) => ({ ...record, trainedPassages: 0.5 })],
      ['cuts', (record) => ({ ...record, cuts: [1] })],
      ['context', (record) => ({ ...record, split: { ...(record.split as object), context: 'yes' } })],
      ['other context', (record) => ({ ...record, split: { ...(record.split as object), context: false } })],
      [
        'another title',
        (record) => ({ ...record, titles: record.ids.map((id) => (id === 'd3' ? 'Other' : null)) }),
      ],
      ['addresses', (record) => ({ ...record, urls: ['x'] })],
      ['an address', (record) => ({ ...record, urls: record.ids.map(() => 7) })],
      ['metadata', (record) => ({ ...record, metadata: record.ids.map(() => []) })],
      ['metadata that is deep', (record) => ({ ...record, metadata: record.ids.map(() => deep(100)) })],
      ['sections', (record) => ({ ...record, sections: { headings: [], parents: [], of: [0] } })],
      ['null', () => null],
    ];
    for (const [what, change] of changes) await refused(await edited('DOCS', change), what);
    for (const name of ['TEXT', 'DOCS', 'CHCK']) {
      await refused(await forged((parts) => void parts.delete(name)), `no ${name}`);
    }
    await refused(await forged((parts) => void parts.set('CHCK', new Uint8Array(4))), 'few checks');
  });

  it('does not unpack more than it says, or more than can be', async () => {
    const packed = (size: number, body: Uint8Array) => {
      const bytes = new Uint8Array(4 + body.length);
      new DataView(bytes.buffer).setUint32(0, size, true);
      bytes.set(body, 4);
      return bytes;
    };
    const zeros = deflateRawSync(new Uint8Array(10_000_000));
    assert.equal((await inflated(packed(10_000_000, zeros), 'x')).length, 10_000_000);
    const wrong: [string, Uint8Array<ArrayBuffer>][] = [
      ['more than it says', packed(1000, zeros)],
      ['less than it says', packed(10_000_001, zeros)],
      ['more than can be', packed(4_000_000_000, zeros)],
      ['more than deflate can', packed(20_000_000, zeros)],
      [
        'no deflate',
        packed(
          100,
          Uint8Array.from({ length: 50 }, () => 255),
        ),
      ],
      ['cut short', packed(10_000_000, zeros.subarray(0, 500))],
      ['nothing', new Uint8Array(3)],
    ];
    for (const [what, bytes] of wrong) await assert.rejects(inflated(bytes, 'x'), { code: 'corrupt' }, what);
    const bomb = await forged((parts) => void parts.set('TEXT', packed(1000, zeros)));
    await refused(bomb, 'a bomb');
  });

  it('needs a passage to export, and ends with the signal', async () => {
    const index = await LeannIndex.open('empty', options());
    await assert.rejects(index.export(), { code: 'invalid-argument', message: /no passage/ });
    await addAll(index, someDocuments(5));
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(index.export({ signal }), /enough/);
    await index.export();
    await index.close();
    await assert.rejects(index.export(), { code: 'closed' });
    assert.equal(core.liveHandles, 0);
  });
});
