// An index that is used for long takes no more memory than it took when it was warm, and leaves no handle behind.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll } from '../web/drive.js';
import { someDocuments, wordEmbedder } from '../web/word-embedder.js';
import { FIGURES, report } from './figures.js';

const DOCUMENTS = 300;
const CACHE_BYTES = 20_000;

describe('memory over a long use', () => {
  it('does not grow', async () => {
    const { core, heap } = await coreWithHeap();
    const store = new MemoryStore();
    const options = { embedder: wordEmbedder(), store, core, cacheBytes: CACHE_BYTES, autoCompact: false };
    let index = await LeannIndex.open('long', options);
    await addAll(index, someDocuments(DOCUMENTS));
    await index.save();

    const documents = someDocuments(DOCUMENTS);
    const searchOne = (number: number) =>
      hitsOf(index, documents[number % DOCUMENTS]?.text ?? '', { k: 5, maxRecomputes: 16 });
    const updateOne = async (number: number) => {
      const { id = '', text = '' } = documents[(number * 7) % DOCUMENTS] ?? {};
      await updateAll(index, [{ id, text: `${text} again${number}` }]);
      if (index.info().compaction.due) await compactAll(index);
      if (number % 10 === 9) await index.save();
    };
    const reopen = async () => {
      await index.save();
      await index.close();
      assert.equal(core.liveHandles, 0);
      index = await LeannIndex.open('long', options);
      await searchOne(1);
    };

    // Warm: everything that will happen has happened, a compaction too.
    for (let number = 0; number < 100; number++) {
      await updateOne(number);
      await searchOne(number);
    }
    for (let number = 0; number < 3; number++) await reopen();
    const warm = heap();
    for (let number = 0; number < FIGURES.searches; number++) await searchOne(number);
    for (let number = 0; number < FIGURES.updates; number++) await updateOne(number);
    for (let number = 0; number < FIGURES.openings; number++) await reopen();
    const grown = heap() - warm;
    await index.close();
    const { searches, updates, openings } = FIGURES;
    const left = core.liveHandles;
    report('long use', { searches, updates, openings, 'bytes grown': grown, 'handles left': left });
    assert.deepEqual([grown, left], [0, 0]);
  });
});

/** A core, and the size of its memory in bytes. */
async function coreWithHeap(): Promise<{ core: Core; heap: () => number }> {
  let memory: WebAssembly.Memory | undefined;
  const instantiate = WebAssembly.instantiate;
  const watched = async (...given: Parameters<typeof instantiate>) => {
    const result = (await instantiate(...given)) as unknown as WebAssembly.WebAssemblyInstantiatedSource;
    memory = Object.values(result.instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return result;
  };
  Object.assign(WebAssembly, { instantiate: watched });
  try {
    const core = await Core.load();
    return { core, heap: () => memory?.buffer.byteLength ?? assert.fail('no memory was found') };
  } finally {
    Object.assign(WebAssembly, { instantiate });
  }
}
