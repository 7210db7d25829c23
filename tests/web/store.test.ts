// The storage contract on memory, and the parts that all back ends share.

import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { crc32 } from '../../web/base/crc32.js';
import { appendedBlocks } from '../../web/storage/blocks.js';
import { parseDocumentBlock } from '../../web/storage/document-block.js';
import { deleteIndexedDb, IndexedDbStore } from '../../web/storage/indexeddb-store.js';
import { parseManifest, STORAGE_FORMAT } from '../../web/storage/manifest.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { parsePassageBlock } from '../../web/storage/passage-block.js';
import { retryOnQuota } from '../../web/storage/quota-retry.js';
import { storageError } from '../../web/storage/storage-error.js';
import { someCommit } from './some-commit.js';
import { storeContract } from './store-contract.js';

describe('memory store', () => {
  for (const { name, run } of storeContract) {
    it(name, async () => {
      const store = new MemoryStore('test');
      await run(async () => store);
    });
  }
});

describe('IndexedDB store where there is no IndexedDB', () => {
  it('says so, and what to do', async () => {
    const expected = { code: 'storage-unavailable', message: /no IndexedDB here.*store: 'memory'/ };
    await assert.rejects(IndexedDbStore.open('notes'), expected);
    await assert.rejects(deleteIndexedDb('notes'), expected);
  });
});

describe('manifest', () => {
  const { manifest } = someCommit(undefined, 2, 1);

  it('is read back as it was written', () => {
    assert.deepEqual(parseManifest(JSON.parse(JSON.stringify(manifest))), manifest);
  });

  it('is refused as corrupt when any field is missing or of another kind', () => {
    for (const key of Object.keys(manifest)) {
      const wrong = [undefined, null, -1, 1.5, Number.NaN, []];
      for (const value of key === 'commit' ? wrong : [...wrong, 'x']) {
        assert.throws(
          () => parseManifest({ ...manifest, [key]: value }),
          { code: 'corrupt' },
          `${key} = ${value}`,
        );
      }
    }
    for (const value of [undefined, null, 7, 'manifest', [], {}]) {
      assert.throws(() => parseManifest(value), { code: 'corrupt' });
    }
    assert.throws(() => parseManifest({ ...manifest, build: { M: [8] } }), { code: 'corrupt' });
    const split = { ...manifest.split, context: 'yes' };
    assert.throws(() => parseManifest({ ...manifest, split }), { code: 'corrupt' });
    assert.throws(() => parseManifest({ ...manifest, embedder: { fingerprint: 7, dimension: 3 } }), {
      code: 'corrupt',
    });
  });

  it('of another format is told apart from a damaged one', () => {
    assert.throws(() => parseManifest({ ...manifest, format: STORAGE_FORMAT + 1 }), {
      code: 'unsupported-version',
    });
  });
});

describe('blocks', () => {
  it('continue a block that is partly filled', () => {
    const blocks = appendedBlocks(4, 6, ['e', 'f'], ['g', 'h', 'i']);
    assert.deepEqual(
      [...blocks],
      [
        [1, ['e', 'f', 'g', 'h']],
        [2, ['i']],
      ],
    );
  });

  it('leave out rows beyond the state that is appended to', () => {
    assert.deepEqual([...appendedBlocks(4, 5, ['e', 'stray'], ['f'])], [[1, ['e', 'f']]]);
  });

  it('are refused when the rows before them are missing', () => {
    assert.throws(() => appendedBlocks(4, 6, ['e'], ['g']), { code: 'corrupt' });
  });

  it('of a wrong shape are corrupt', () => {
    const columns = { texts: ['a'], starts: [0], ends: [1] };
    assert.deepEqual(parsePassageBlock(columns), [{ text: 'a', start: 0, end: 1 }]);
    const sections = { headings: ['A', 'B'], parents: [0, 1], of: [2] };
    assert.deepEqual(parsePassageBlock({ ...columns, sections }), [
      { text: 'a', start: 0, end: 1, headings: ['A', 'B'] },
    ]);
    for (const wrong of [null, [], { ...sections, of: [3] }, { ...sections, of: [] }]) {
      assert.throws(() => parsePassageBlock({ ...columns, sections: wrong }), { code: 'corrupt' });
    }
    for (const cuts of [null, [], [-1], [0.5], [1, 2]]) {
      assert.throws(() => parsePassageBlock({ ...columns, cuts }), { code: 'corrupt' });
    }
    for (const part of [{ texts: [1] }, { starts: [-1] }, { ends: [] }, { starts: [2] }, { texts: 'a' }]) {
      assert.throws(() => parsePassageBlock({ ...columns, ...part }), { code: 'corrupt' });
    }
    const rows = { ids: ['a'], titles: [null], passages: [1], textBytes: [7] };
    assert.deepEqual(parseDocumentBlock(rows), [{ id: 'a', passages: 1, textBytes: 7 }]);
    const carried = { urls: ['u'], metadata: [{ tags: ['x', null] }] };
    assert.deepEqual(parseDocumentBlock({ ...rows, ...carried }), [
      { id: 'a', passages: 1, textBytes: 7, url: 'u', metadata: { tags: ['x', null] } },
    ]);
    for (const part of [
      { urls: null },
      { urls: [] },
      { urls: [7] },
      { urls: ['u', 'v'] },
      { metadata: {} },
      { metadata: [] },
      { metadata: [[]] },
      { metadata: ['x'] },
      { metadata: [{ at: new Date(0) }] },
      { metadata: [{ n: Number.NaN }] },
      { ids: [1] },
      { titles: [] },
      { passages: [-1] },
      { passages: [0.5] },
      { textBytes: [] },
      { ids: null },
    ]) {
      assert.throws(() => parseDocumentBlock({ ...rows, ...part }), { code: 'corrupt' });
    }
    for (const value of [undefined, null, 3, 'x', []]) {
      assert.throws(() => parsePassageBlock(value), { code: 'corrupt' });
      assert.throws(() => parseDocumentBlock(value), { code: 'corrupt' });
    }
  });
});

describe('CRC-32', () => {
  it('has the published check values', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    assert.equal(crc32(bytes('123456789')), 0xcbf43926);
    assert.equal(crc32(bytes('')), 0);
    assert.equal(crc32(bytes('The quick brown fox jumps over the lazy dog')), 0x414fa339);
  });
});

describe('what the quota refuses', () => {
  const refusal = new DOMException('the disk is full', 'QuotaExceededError');

  /** Writes that are refused so many times, `ms` after they began by a clock of their own. */
  async function written(refusals: number, ms = 0): Promise<{ end: unknown; events: string[] }> {
    let clock = 0;
    const now = mock.method(performance, 'now', () => clock);
    const events: string[] = [];
    const write = async () => {
      clock += ms;
      events.push('write');
      if (events.filter((event) => event === 'write').length <= refusals) throw refusal;
      return 'done';
    };
    const recount = async () => {
      events.push('recount');
    };
    const end = await retryOnQuota(write, recount).catch((error: unknown) => error);
    now.mock.restore();
    return { end, events };
  }

  it('is tried again, after the browser has counted again', async () => {
    const expected = ['write', 'recount', 'write', 'recount', 'write'];
    assert.deepEqual(await written(2), { end: 'done', events: expected });
    assert.deepEqual(await written(0), { end: 'done', events: ['write'] });
  });

  it('fails in bounded time, in which the attempts count too', async () => {
    const { end, events } = await written(Number.POSITIVE_INFINITY, 1500);
    assert.equal(end, refusal);
    assert.deepEqual(events, ['write', 'recount', 'write', 'recount', 'write', 'recount']);
    let writes = 0;
    const began = performance.now();
    const refused = async () => {
      writes++;
      throw refusal;
    };
    await assert.rejects(
      retryOnQuota(refused, async () => {}),
      refusal,
    );
    assert.ok(performance.now() - began < 10_000);
    assert.ok(writes > 1 && writes <= 5, `${writes} attempts`);
  });

  it('is not mixed up with other failures, which end it at once', async () => {
    for (const error of [new DOMException('why', 'UnknownError'), new Error('why')]) {
      let writes = 0;
      const write = async () => {
        if (++writes === 1) throw refusal;
        throw error;
      };
      await assert.rejects(
        retryOnQuota(write, async () => {}),
        error,
      );
      assert.equal(writes, 2);
    }
  });
});

describe('storage errors', () => {
  const code = (name: string) => storageError('save index "x"', new DOMException('why', name)).code;

  it('are told apart', () => {
    assert.equal(code('QuotaExceededError'), 'quota-exceeded');
    assert.equal(code('SecurityError'), 'storage-unavailable');
    assert.equal(code('VersionError'), 'unsupported-version');
    assert.equal(code('UnknownError'), 'storage-failed');
  });

  it('keep the reason', () => {
    const cause = new DOMException('disk on fire', 'UnknownError');
    const error = storageError('save index "x"', cause);
    assert.equal(error.message, 'leann: cannot save index "x": UnknownError: disk on fire');
    assert.equal(error.cause, cause);
  });
});
