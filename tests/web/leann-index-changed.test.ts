// Texts that are not what they were when the index was made: told of, and left out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import type { StoredPassage } from '../../web/storage/store.js';
import { checkOf } from '../../web/text/passage-check.js';
import { addAll, compactAll, hitsOf, updatesOf } from './drive.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

/** Gives some texts otherwise than they were stored. */
class Altering extends MemoryStore {
  readonly altered = new Map<string, string>();

  override async passages(epoch: number, numbers: readonly number[]): Promise<StoredPassage[]> {
    const passages = await super.passages(epoch, numbers);
    return passages.map((passage) => ({ ...passage, text: this.altered.get(passage.text) ?? passage.text }));
  }
}

describe('the check of a text', () => {
  it('is the low half of its CRC-32C', () => {
    assert.equal(checkOf('123456789'), 0xe3069283 & 0xffff);
    assert.equal(checkOf(''), 0);
    assert.notEqual(checkOf('Rain'), checkOf('rain'));
  });
});

describe('a text that has changed', () => {
  async function kept(): Promise<Altering> {
    const store = new Altering();
    const index = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    await addAll(index, someDocuments(60));
    await index.save();
    await index.close();
    return store;
  }

  it('is told of, and neither embedded nor found', async () => {
    const store = await kept();
    const [first, second] = someDocuments(2, 7);
    store.altered.set(first?.text ?? '', 'quite another text');
    store.altered.set(second?.text ?? '', 'sun and rain');
    const embedder = wordEmbedder();
    embedder.before = (texts) => {
      assert.ok(!texts.includes('quite another text') && !texts.includes('sun and rain!'));
    };
    const index = await LeannIndex.open('kept', { embedder, store });
    const query = first?.text ?? '';
    for (const strategy of ['auto', 'scan', 'walk', 'two-level', 'best-first'] as const) {
      const updates = await updatesOf(index, query, { strategy, k: 100, maxRecomputes: 100 });
      const last = updates.at(-1);
      assert.deepEqual(
        last?.changed?.map(({ id, passage }) => `${id} ${passage}`).toSorted(),
        ['d7 0', 'd8 0'],
        strategy,
      );
      assert.equal(last?.hits.length, 58);
      for (const { hits } of updates) assert.ok(hits.every(({ text }) => !text.includes('another')));
    }
    const estimated = (await updatesOf(index, query, { k: 100, maxRecomputes: 0 })).at(-1);
    assert.deepEqual([estimated?.changed?.length, estimated?.hits.length], [2, 58]);
    const [clean] = await updatesOf(index, someDocuments(1, 30)[0]?.text ?? '', { k: 1, confidence: 0 });
    assert.ok(clean !== undefined && !('changed' in clean));
    await assert.rejects(index.export(), { code: 'corrupt' });
    await index.close();
  });

  it('is taken as it is by a rebuild, once that has ended', async () => {
    const store = await kept();
    store.altered.set(someDocuments(1, 7)[0]?.text ?? '', 'quite another text');
    const index = await LeannIndex.open('kept', { embedder: wordEmbedder(), store, cacheBytes: 0 });
    for await (const { phase } of index.compact({ rebuild: true })) if (phase === 'codes') break;
    assert.equal((await updatesOf(index, 'sun', { k: 100 })).at(-1)?.changed?.length, 1);
    await compactAll(index, { rebuild: true });
    assert.equal((await hitsOf(index, 'quite another text', { k: 1 }))[0]?.id, 'd7');
    assert.ok(!('changed' in ((await updatesOf(index, 'sun', { k: 100 })).at(-1) ?? {})));
    await index.close();
  });
});
