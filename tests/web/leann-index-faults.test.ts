// LeannIndex.add that does not end well: all or nothing, whatever happens.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import { addAll } from './drive.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

describe('LeannIndex.add that does not end well', () => {
  it('refuses what is no document, and applies nothing of the call', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(4));
      const state = await stateOf(index);
      const good = someDocuments(2, 100);
      const wrong: unknown[] = [
        null,
        7,
        'text',
        {},
        { id: '', text: 'x' },
        { id: 3, text: 'x' },
        { id: 'x' },
      ];
      wrong.push({ id: 'x', text: 3 }, { id: 'x', text: 'x', title: 3 }, { text: 'x' });
      for (const document of wrong) {
        const documents = [...good, document] as Document[];
        await assert.rejects(
          addAll(index, documents),
          { code: 'invalid-argument' },
          JSON.stringify(document),
        );
      }
      for (const documents of [
        undefined,
        null,
        'text',
        7,
        { id: 'a', text: 'b' },
      ] as unknown as Document[][]) {
        await assert.rejects(addAll(index, documents), { code: 'invalid-argument' });
      }
      await assert.rejects(addAll(index, [...good, ...someDocuments(1)]), {
        code: 'duplicate-id',
        message: 'leann: cannot add document "d0": that id is in the index already',
      });
      await assert.rejects(addAll(index, [...good, ...good]), {
        code: 'duplicate-id',
        message: /twice in this call/,
      });
      assert.deepEqual(await stateOf(index), state);
      assert.ok(!(await index.has('d100')));
      await addAll(index, good);
      assert.ok(await index.has('d100'));
    }));

  for (const phase of ['split', 'embed', 'graph', 'prune', 'codes', 'calibrate'] as const) {
    it(`leaves everything as it was when ended in the phase ${phase}`, () =>
      withIndex(async ({ index, core }) => {
        await addAll(index, someDocuments(20));
        const state = await stateOf(index);
        const live = core.liveHandles;
        const more = someDocuments(60, 100);

        for await (const progress of index.add(more)) if (progress.phase === phase) break;
        assert.deepEqual(await stateOf(index), state, 'left early');

        const controller = new AbortController();
        const reason = new Error('enough');
        const aborted = async () => {
          for await (const progress of index.add(more, { signal: controller.signal })) {
            if (progress.phase === phase) controller.abort(reason);
          }
        };
        await assert.rejects(aborted, (error) => error === reason);
        assert.deepEqual(await stateOf(index), state, 'aborted');
        assert.equal(core.liveHandles, live);

        await addAll(index, more);
        assert.equal(index.info().documents, 80);
      }));
  }

  it('leaves everything as it was when documents or the embedder fail', () =>
    withIndex(async ({ index, embedder, core }) => {
      await addAll(index, someDocuments(20));
      const state = await stateOf(index);
      const live = core.liveHandles;
      function* broken(): Generator<Document> {
        yield* someDocuments(5, 100);
        throw new Error('disk gone');
      }
      await assert.rejects(addAll(index, broken()), /disk gone/);
      for (const count of [5, 60]) {
        embedder.before = (texts) => {
          if (texts.some((text) => text.includes('number104'))) throw new Error('out of power');
        };
        await assert.rejects(addAll(index, someDocuments(count, 100)), /out of power/);
        embedder.before = () => {};
      }
      await assert.rejects(addAll(index, [], { signal: AbortSignal.abort(new Error('no')) }), /no/);
      assert.deepEqual(await stateOf(index), state);
      assert.equal(core.liveHandles, live);
      await addAll(index, someDocuments(5, 100));
      assert.equal(index.info().documents, 25);
    }));

  it('refuses vectors that are none', () => {
    const give = (change: (vectors: Float32Array[]) => Float32Array[]) => {
      const embedder = wordEmbedder();
      const embed = embedder.embed.bind(embedder);
      return Object.assign(embedder, {
        embed: async (texts: string[], options?: object) => change(await embed(texts, options)),
      });
    };
    const cases: [string, (vectors: Float32Array[]) => Float32Array[]][] = [
      ['embedding-failed', (vectors) => vectors.slice(1)],
      ['dimension-mismatch', (vectors) => vectors.map((vector) => vector.slice(1))],
      ['not-finite', (vectors) => vectors.map((vector) => vector.map(() => Number.NaN))],
      ['zero-vector', (vectors) => vectors.map((vector) => vector.fill(0))],
    ];
    return cases.reduce(async (before, [code, change]) => {
      await before;
      await withIndex(
        async ({ index }) => {
          await assert.rejects(addAll(index, someDocuments(3)), { code });
          assert.equal(index.info().documents, 0);
        },
        { embedder: give(change) },
      );
    }, Promise.resolve());
  });
});
