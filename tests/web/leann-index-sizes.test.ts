// How large an index is, what its codes hold, and what that costs a search.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { BuildOptions } from '../../web/index.js';
import type { IndexInfo } from '../../web/interface/index-info.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, hitsOf } from './drive.js';
import { type Effort, effortOf, openGlosses } from './gloss-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const COUNT = 2000;

describe('the size of an index', () => {
  let core: Core;

  before(async () => {
    core = await Core.load();
  });

  async function built(
    build: BuildOptions,
    count = COUNT,
    options: SearchOptions = { batchSize: 4, maxRecomputes: count },
  ): Promise<Effort & { bytes: IndexInfo['bytes'] }> {
    const glosses = await openGlosses(count, { core, build, cacheBytes: 0 });
    const effort = await effortOf(glosses, options);
    const { bytes } = glosses.index.info();
    await glosses.index.close();
    return { ...effort, bytes };
  }

  /** Half a byte a passage, and little else. */
  function assertLengths(bytes: number): void {
    assert.ok(bytes >= COUNT / 2 && bytes < COUNT / 2 + 16, String(bytes));
  }

  it('is of its parts', async () => {
    const { bytes } = await built({});
    const { total, graph, codes, lengths, quantizer, words, cache, attachments, rest } = bytes;
    assert.equal(graph + codes + lengths + quantizer + words + cache + attachments + rest, total);
    assert.equal(attachments, 2 * COUNT);
    assertLengths(lengths);
    assert.equal(cache, 0);
    assert.ok(graph > 0 && codes > 0 && quantizer > 0 && words > 0 && rest > 0);
  });

  it('follows the preset, and recomputations the other way', async () => {
    const small = await built({ preset: 'small' });
    const balanced = await built({});
    const accurate = await built({ preset: 'accurate' });
    const all = JSON.stringify({ small, balanced, accurate });
    assert.ok(small.bytes.codes < balanced.bytes.codes && balanced.bytes.codes < accurate.bytes.codes, all);
    assert.ok(small.bytes.total < balanced.bytes.total && balanced.bytes.total < accurate.bytes.total, all);
    assert.ok(small.recomputed > balanced.recomputed && balanced.recomputed > accurate.recomputed, all);
    assert.ok(Math.min(small.recall, balanced.recall, accurate.recall) >= 0.93, all);
  });

  it('keeps to the bytes that were asked for, and uses them', async () => {
    const { total, words } = (await built({ preset: 'small' })).bytes;
    const smallest = (total - words) / COUNT;
    let codes = 0;
    for (const more of [1, 4, 8]) {
      const bytesPerPassage = Math.ceil(smallest) + more;
      const { bytes } = await built({ bytesPerPassage });
      const size = bytes.total - bytes.words;
      assert.ok(size <= bytesPerPassage * COUNT, `${size} for ${bytesPerPassage} each`);
      assert.ok(size > (bytesPerPassage - 2) * COUNT, `${size} for ${bytesPerPassage} each`);
      assert.ok(bytes.codes > codes);
      codes = bytes.codes;
    }
  });

  it('refuses a number of bytes that nothing fits into, and loses nothing', async () => {
    const index = await LeannIndex.open('tight', {
      embedder: wordEmbedder(),
      store: 'memory',
      core,
      build: { bytesPerPassage: 2 },
    });
    await assert.rejects(addAll(index, someDocuments(300)), { code: 'invalid-argument' });
    assert.equal(index.info().documents, 0);
    assert.deepEqual(await hitsOf(index, 'sun'), []);
    await index.close();
    assert.equal(core.liveHandles, 0);
  });

  it('is smaller with fewer rows of the rotation', async () => {
    const learned = await built({ rotation: 'learned', rows: 64 });
    const fewer = await built({ rotation: 'learned', rows: 32 });
    const random = await built({ rotation: 'random' });
    const all = [learned, fewer, random].map(({ bytes }) => bytes.quantizer);
    assert.ok(fewer.bytes.quantizer < 0.6 * learned.bytes.quantizer, all.join());
    assert.ok(random.bytes.quantizer < fewer.bytes.quantizer, all.join());
  });

  it('follows the code that is asked for', async () => {
    for (const bits of [4, 8] as const) {
      for (const subspaces of [4, 16]) {
        const { bytes } = await built({ subspaces, bits }, 500);
        assert.equal(bytes.codes, (500 * subspaces * bits) / 8);
      }
    }
  });

  it('has codes that tell more when neighbours predict and lengths are kept', async () => {
    // By what the codes say alone.
    const told = (build: BuildOptions) => built(build, COUNT, { maxRecomputes: 0 });
    const plain = await told({ prediction: 'none', lengthBits: 0 });
    const predicted = await told({ prediction: 'neighbors', lengthBits: 0 });
    const both = await told({ prediction: 'neighbors', lengthBits: 4 });
    const all = JSON.stringify({ plain, predicted, both });
    assert.deepEqual([plain.bytes.lengths, predicted.bytes.lengths], [0, 0]);
    assertLengths(both.bytes.lengths);
    assert.equal(plain.bytes.codes, predicted.bytes.codes);
    assert.ok(plain.recall < predicted.recall && predicted.recall < both.recall, all);
    assert.deepEqual(await told({}), both);
  });

  it('keeps no lengths and predicts nothing for Euclidean distance', async () => {
    const usual = await built({ metric: 'l2' }, 500);
    assert.equal(usual.bytes.lengths, 0);
    assert.deepEqual(await built({ metric: 'l2', prediction: 'none', lengthBits: 0 }, 500), usual);
    const opening = openGlosses(10, { core, build: { metric: 'l2', prediction: 'neighbors' } });
    await assert.rejects(opening, { code: 'invalid-argument' });
  });

  it('refuses options that are none, or that say the same thing twice', async () => {
    const wrong: object[] = [
      { preset: 'huge' },
      { bytesPerPassage: 0 },
      { bytesPerPassage: Number.NaN },
      { bytesPerPassage: Number.POSITIVE_INFINITY },
      { bytesPerPassage: 30, preset: 'small' },
      { bytesPerPassage: 30, subspaces: 8 },
      { rows: 65 },
      { rows: -1 },
      { prediction: 'magic' },
      { lengthBits: 8 },
      { rotation: 'none' },
    ];
    for (const build of wrong) {
      const opening = LeannIndex.open('x', { embedder: wordEmbedder(), store: 'memory', core, build });
      await assert.rejects(opening, { code: 'invalid-argument' }, JSON.stringify(build));
    }
    assert.equal(core.liveHandles, 0);
  });
});
