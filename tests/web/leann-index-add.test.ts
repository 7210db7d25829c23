// LeannIndex.add: what can be added, how it shows, and that it embeds no more than promised.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AddProgress } from '../../web/interface/change-options.js';
import type { Document } from '../../web/interface/document.js';
import { addAll, hitsOf } from './drive.js';
import { expectCode } from './expect.js';
import { HEADED_PASSAGES, WITH_HEADINGS, WRONG_HEADINGS } from './headed-document.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments } from './word-embedder.js';

describe('LeannIndex.add', () => {
  it('tells how far it is, phase by phase', () =>
    withIndex(async ({ index }) => {
      const progress = await addAll(index, someDocuments(100));
      const phases = [...new Set(progress.map(({ phase }) => phase))];
      assert.deepEqual(phases, ['split', 'embed', 'graph', 'prune', 'codes', 'calibrate', 'words']);
      for (const phase of phases) {
        const steps = progress.filter((step) => step.phase === phase);
        const done = steps.map((step) => step.done);
        assert.deepEqual(
          done,
          done.toSorted((left, right) => left - right),
          phase,
        );
        assert.ok(steps.every((step) => step.done <= step.total));
        assert.equal(steps.at(-1)?.done, steps.at(-1)?.total, phase);
      }
    }));

  it('takes arrays, generators and asynchronous generators', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(3));
      await addAll(index, new Set(someDocuments(3, 3)));
      async function* late(): AsyncGenerator<Document> {
        for (const document of someDocuments(3, 6)) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield document;
        }
      }
      await addAll(index, late());
      assert.equal(index.info().documents, 9);
      for (const { id, text } of someDocuments(9))
        assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
    }));

  it('works from one passage on', () =>
    withIndex(async ({ index }) => {
      for (let count = 1; count <= 20; count++) {
        await addAll(index, someDocuments(1, count - 1));
        const [document] = someDocuments(1, count - 1);
        const hits = await hitsOf(index, document?.text ?? '', { k: 30 });
        assert.equal(hits.length, count);
        assert.equal(hits[0]?.id, document?.id);
      }
    }));

  it('does nothing when there is nothing to add', () =>
    withIndex(async ({ index }) => {
      await addAll(index, []);
      assert.equal(index.info().documents, 0);
      await addAll(index, someDocuments(5));
      const state = await stateOf(index);
      await addAll(index, []);
      assert.deepEqual(await stateOf(index), state);
    }));

  it('keeps texts without words, and never finds them', () =>
    withIndex(async ({ index }) => {
      await addAll(index, [{ id: 'blank', text: ' \n\t ', title: 'Nothing' }]);
      assert.deepEqual(await index.get('blank'), { id: 'blank', title: 'Nothing', passages: [] });
      assert.deepEqual(await hitsOf(index, 'Nothing'), []);
      await addAll(index, [{ id: 'empty', text: '' }, ...someDocuments(2), { id: 'last', text: '' }]);
      const hits = await hitsOf(index, 'Nothing', { k: 100 });
      assert.deepEqual(hits.map(({ id }) => id).toSorted(), ['d0', 'd1']);
      assert.equal(index.info().documents, 5);
      assert.ok((await index.has('last')) && !(await index.has('other')));
    }));

  it('splits long texts, and says where a hit was', () =>
    withIndex(
      async ({ index }) => {
        const text = someDocuments(40)
          .map((document) => `${document.text}.`)
          .join(' ');
        const of = (passage: number, start: number, end: number) => ({
          id: 'long',
          title: 'A long one',
          passage,
          start,
          end,
        });
        await addAll(index, [...someDocuments(5, 500), { id: 'long', text, title: 'A long one' }]);
        assert.ok(index.info().passages > 15);
        const whole = (await index.get('long')) ?? assert.fail();
        assert.equal(whole.passages.length, index.info().passages - 5);
        for (const [passage, { text: part, start, end }] of whole.passages.entries()) {
          assert.equal(text.slice(start, end), part);
          const [hit] = await hitsOf(index, part, { k: 1, mode: 'meaning' });
          assert.deepEqual(
            { ...hit, score: 1, meaning: 1 },
            {
              ...of(passage, start, end),
              text: part,
              score: 1,
              matched: 'meaning',
              words: 0,
              meaning: 1,
              exact: true,
            },
          );
        }
        assert.equal(await index.get('nobody'), undefined);
      },
      { split: { maxTokens: 24 } },
    ));

  it('splits at the headings that it is told, and refuses what are none', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, [{ ...WITH_HEADINGS, id: 'a' }]);
        const { passages = [] } = (await index.get('a')) ?? {};
        assert.deepEqual(
          passages.map(({ text }) => text),
          HEADED_PASSAGES,
        );
        for (const headings of WRONG_HEADINGS) {
          const document = { id: 'b', text: 'some text', headings } as unknown as Document;
          await expectCode(addAll(index, [document]), 'invalid-argument');
        }
      },
      { split: { maxTokens: 8, overlapTokens: 0 } },
    ));

  it('ids may be anything, the names of properties too', () =>
    withIndex(async ({ index }) => {
      const ids = ['__proto__', 'constructor', ' ', '\n', 'ü', '\ud800', 'a'.repeat(10000)];
      await addAll(
        index,
        ids.map((id, row) => ({ id, text: `sun number${row}` })),
      );
      for (const [row, id] of ids.entries()) {
        assert.ok(await index.has(id));
        assert.equal((await hitsOf(index, `sun number${row}`, { k: 1 }))[0]?.id, id);
      }
      assert.ok(!(await index.has('toString')));
    }));

  it('inserts while the codebook fits, and builds again when the index has doubled', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(40));
      assert.equal(embedder.embedded(), 40);
      await addAll(index, someDocuments(39, 40));
      assert.equal(embedder.embedded(), 79);
      assert.equal(index.info().trainedPassages, 40);
      await addAll(index, someDocuments(1, 79));
      // The 39 were still waiting, with their vectors.
      assert.equal(embedder.embedded(), 79 + 41);
      assert.equal(index.info().trainedPassages, 80);
      for (const { id, text } of someDocuments(80))
        assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
    }));

  it('embeds at most twice what it holds, seen over many additions', () =>
    withIndex(async ({ index, embedder }) => {
      let first = 0;
      for (const count of [1, 1, 1, 5, 2, 30, 3, 3, 100, 1, 7, 90, 90, 1]) {
        await addAll(index, someDocuments(count, first));
        first += count;
        assert.ok(embedder.embedded() <= 2 * first, `${embedder.embedded()} for ${first}`);
      }
      assert.equal(index.info().passages, first);
    }));

  it('gives the same index for the same documents', async () => {
    const states: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      await withIndex(async ({ index }) => {
        await addAll(index, someDocuments(30));
        await addAll(index, someDocuments(20, 30));
        states.push(await stateOf(index));
      });
    }
    assert.deepEqual(states[0], states[1]);
  });

  it('says what is in the index as it was before, until it ends', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(20));
      const expected = [index.info(), await index.ids()];
      const phases = new Set<AddProgress['phase']>();
      for await (const { phase } of index.add(someDocuments(50, 20))) {
        if (phases.has(phase)) continue;
        phases.add(phase);
        assert.deepEqual([index.info(), await index.ids()], expected, phase);
      }
      assert.equal(phases.size, 7);
      assert.equal((await hitsOf(index, 'sun', { k: 100 })).length, 70);
    }));

  it('lets a search that began before it ends go on', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(20));
      const search = index.search('rain', { mode: 'meaning', k: 20, batchSize: 4 });
      await search.next();
      await addAll(index, someDocuments(100, 20));
      let hits = 0;
      for await (const update of search) hits = update.hits.length;
      assert.equal(hits, 20);
    }));

  it('refuses a second addition at a time, and takes it afterwards', () =>
    withIndex(async ({ index }) => {
      const first = index.add(someDocuments(10));
      await first.next();
      await assert.rejects(addAll(index, someDocuments(5, 10)), {
        code: 'invalid-argument',
        message: /another addition/,
      });
      await first.return();
      await addAll(index, someDocuments(5, 10));
      assert.equal(index.info().documents, 5);
    }));

  it('makes way for timers while it works', () =>
    withIndex(async ({ index }) => {
      let longest = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 1);
      await addAll(index, someDocuments(3000));
      clearInterval(timer);
      assert.ok(longest > 0 && longest < 2000, `${longest} ms without a timer`);
    }));
});
