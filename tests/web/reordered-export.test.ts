// An exported file with its documents in another order, and postings that are cut where they were cut before.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { reorderedExport } from '../../web/file/reordered-export.js';
import { LeannIndex } from '../../web/index.js';
import { addAll, hitsOf } from './drive.js';
import { wordEmbedder } from './word-embedder.js';

const DOCUMENTS = Array.from({ length: 60 }, (_, number) => ({
  id: `${number}`,
  title: `Title ${number % 7}`,
  text: Array.from({ length: 1 + (number % 3) * 30 }, (_, at) => `word${(number * 31 + at * at) % 97}`).join(
    ' ',
  ),
}));

async function exportedIndex(core: Core): Promise<Uint8Array> {
  await using index = await LeannIndex.open('before', { embedder: wordEmbedder(), core, store: 'memory' });
  await addAll(index, DOCUMENTS);
  return new Uint8Array(await (await index.export()).arrayBuffer());
}

describe('an exported file in another order', () => {
  it('has the same documents, and finds the same', async () => {
    const core = await Core.load();
    const embedder = wordEmbedder();
    const exported = await exportedIndex(core);
    const order = DOCUMENTS.map((_, number) => (number * 7 + 3) % DOCUMENTS.length);
    const reordered = await reorderedExport(core, exported, order, embedder);
    const same = DOCUMENTS.map((_, number) => number);
    assert.equal(await reorderedExport(core, exported, same, embedder), exported);
    const options = { embedder, core, store: 'memory' } as const;
    await using before = await LeannIndex.import('before', exported, options);
    await using after = await LeannIndex.import('after', reordered, options);
    const ids = await before.ids();
    assert.deepEqual(
      await after.ids(),
      order.map((number) => ids[number]),
    );
    for (const id of ids) assert.deepEqual(await after.get(id), await before.get(id));
    for (const mode of ['words', 'hybrid'] as const) {
      const exact = { mode, k: 200, confidence: 1, maxRecomputes: 1000 };
      const found = async (index: LeannIndex) =>
        (await hitsOf(index, 'word31 word5', exact))
          .map(({ id, passage, score }) => `${id} ${passage} ${score.toFixed(5)}`)
          .toSorted();
      assert.deepEqual(await found(after), await found(before), mode);
    }
    await assert.rejects(reorderedExport(core, exported, order.slice(1), embedder), {
      code: 'invalid-argument',
      message: 'leann: cannot reorder the index: not every node has one place',
    });
  });
});

describe('postings in blocks', () => {
  it('are cut where they are told to be, or once a block is twice as large', async () => {
    const core = await Core.load();
    const exported = await exportedIndex(core);
    const blocksOf = (bytes: number, cuts?: Uint32Array) => {
      const index = core.open(exported);
      const blocks = index.outlineWords(bytes, cuts);
      const starts = index.wordBlockStarts();
      index.free();
      return { blocks, starts };
    };
    const usual = blocksOf(64);
    assert.ok(usual.blocks.length > 5 && usual.starts.length === usual.blocks.length);
    assert.deepEqual(blocksOf(64, usual.starts), usual);
    const { starts } = blocksOf(64, Uint32Array.of(2, 3));
    assert.deepEqual([...starts.slice(0, 3)], [0, 2, 3]);
    assert.ok(starts.length < usual.starts.length);
    const index = core.open(exported);
    assert.deepEqual([...index.wordBlockStarts()], [], 'in one piece');
    index.free();
    assert.equal(core.liveHandles, 0);
  });
});
