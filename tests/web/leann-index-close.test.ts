// LeannIndex.close: ends what runs, frees everything, refuses the rest.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll } from './drive.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

describe('LeannIndex that is closed', () => {
  it('refuses everything, and can be closed again', async () => {
    const index = await LeannIndex.open('gone', { embedder: wordEmbedder(), store: 'memory' });
    await addAll(index, someDocuments(3));
    await Promise.all([index.close(), index.close()]);
    await index.close();
    const closed = { code: 'closed', message: /index "gone": it was closed/ };
    await assert.rejects(addAll(index, someDocuments(1, 5)), closed);
    await assert.rejects(hitsOf(index, 'x'), closed);
    await assert.rejects(index.save(), closed);
    await assert.rejects(index.get('d0'), closed);
    assert.throws(() => index.info(), closed);
    assert.throws(() => index.has('d0'), closed);
    assert.throws(() => index.ids(), closed);
    await assert.rejects(updateAll(index, someDocuments(1)), closed);
    await assert.rejects(compactAll(index), closed);
    await assert.rejects(index.delete('d0'), closed);
    await assert.rejects(index.refresh(), closed);
  });

  it('ends what runs on it, and frees all', async () => {
    const core = await Core.load();
    const embedder = wordEmbedder();
    for (const phase of ['split', 'embed', 'graph', 'prune', 'codes', 'calibrate']) {
      const index = await LeannIndex.open('gone', { embedder, store: 'memory', core });
      await addAll(index, someDocuments(30));
      const searching = index.search('sun', { batchSize: 4 });
      await searching.next();
      const adding = async () => {
        for await (const progress of index.add(someDocuments(60, 50)))
          if (progress.phase === phase) await index.close();
      };
      await assert.rejects(adding, { code: 'closed' }, phase);
      await assert.rejects(searching.next(), { code: 'closed' });
      assert.equal(core.liveHandles, 0);
    }
  });

  it('lets a save that was asked for finish', async () => {
    const store = new MemoryStore();
    const index = await LeannIndex.open('kept', { embedder: wordEmbedder(), store });
    await addAll(index, someDocuments(3));
    const saving = index.save();
    await index.close();
    await saving;
    assert.equal((await store.load())?.manifest.documents, 3);
  });

  it('closes at the end of its block', async () => {
    const index = await LeannIndex.open('block', { embedder: wordEmbedder(), store: 'memory' });
    await index[Symbol.asyncDispose]();
    assert.throws(() => index.info(), { code: 'closed' });
  });
});
