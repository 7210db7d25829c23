// Documents whose addition does not come to its end: gone without a trace.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addAll, hitsOf } from './drive.js';
import { heldTexts } from './held-texts.js';
import { ALL, COUNT, isLate, LATE, WAYS } from './late-documents.js';
import { topicDocuments } from './topic-documents.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments } from './word-embedder.js';

describe('documents whose addition does not come to its end', () => {
  for (const how of ['aborted', 'left', 'failed'] as const) {
    it(`are gone when it is ${how}`, () =>
      withIndex(
        async ({ index, embedder, core }) => {
          await addAll(index, topicDocuments(COUNT));
          const before = await stateOf(index);
          const live = core.liveHandles;
          const held = heldTexts(embedder, LATE);
          const controller = new AbortController();
          const adding = index.add([...topicDocuments(64, COUNT), ...LATE], { signal: controller.signal });
          const running = (async () => {
            for await (const { phase } of adding) if (how === 'left' && phase === 'embed') break;
          })();
          if (how !== 'left') await held.reached;
          else await running;
          if (how !== 'left') {
            assert.ok((await hitsOf(index, 'goal', ALL)).some(isLate));
            assert.notDeepEqual(await stateOf(index), before);
          }
          if (how === 'aborted') controller.abort(new Error('enough'));
          if (how === 'failed') held.fail(new Error('no model'));
          held.letGo();
          if (how !== 'left') await assert.rejects(running);
          assert.deepEqual(await stateOf(index), before);
          assert.equal(core.liveHandles, live);
          for (const options of WAYS)
            assert.ok(!(await hitsOf(index, 'goal', { ...options, ...ALL })).some(isLate));
          assert.equal(await index.get('late0'), undefined);
          await addAll(index, LATE);
          assert.equal((await hitsOf(index, 'goal', ALL)).filter(isLate).length, 3);
        },
        { table: true },
      ));
  }

  it('are gone when the index is closed, and leave no handle', async () => {
    let running: Promise<unknown> = Promise.resolve();
    await withIndex(
      async ({ index, embedder }) => {
        await addAll(index, topicDocuments(COUNT));
        const held = heldTexts(embedder, LATE);
        running = addAll(index, LATE).catch((error: unknown) => error);
        await held.reached;
        assert.ok((await hitsOf(index, 'goal', ALL)).some(isLate));
        setTimeout(() => held.letGo(), 10);
      },
      { table: true },
    );
    assert.equal(((await running) as { code?: string }).code, 'closed');
  });

  it('a search that found them goes on to its end', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(60));
      const held = heldTexts(embedder, LATE);
      const adding = addAll(index, LATE);
      await held.reached;
      const searches = ['hybrid', 'words', 'meaning'].map((mode) =>
        index.search('goal', { mode: mode as 'hybrid', k: 100, batchSize: 4 }),
      );
      const first = await Promise.all(searches.map((search) => search.next()));
      assert.ok(first[0]?.value?.hits.some(isLate));
      held.fail(new Error('no model'));
      await assert.rejects(adding);
      for (const search of searches) for await (const { hits } of search) assert.ok(hits.length >= 0);
    }));
});
