// search() for a vector instead of a text.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hit, SearchOptions } from '../../web/index.js';
import { addAll, hitsOf } from './drive.js';
import { withIndex } from './with-index.js';
import { someDocuments, vectorOf } from './word-embedder.js';

describe('search for a vector', () => {
  it('answers as the search by meaning for its text, without the embedder for it', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(100));
      const options = { confidence: 1, maxRecomputes: 0 };
      const expected = await hitsOf(index, 'rain on the hill', { ...options, mode: 'meaning' });
      embedder.before = () => assert.fail('it was asked');
      for (const given of [{}, { mode: 'meaning' as const }]) {
        let hits: Hit[] = [];
        for await (const update of index.search(vectorOf('rain on the hill'), { ...options, ...given }))
          hits = update.hits;
        assert.deepEqual(hits, expected);
        assert.ok(
          hits.every(({ matched, words, score, meaning = 0 }) => {
            return matched === 'meaning' && words === 0 && score === Math.max(0, meaning);
          }),
        );
      }
    }));

  for (const metric of ['ip', 'l2'] as const) {
    it(`counts by its direction alone, whatever its length: ${metric}`, () =>
      withIndex(
        async ({ index }) => {
          await addAll(index, someDocuments(100));
          // Some are in the graph, some are not yet.
          await addAll(index, someDocuments(5, 100));
          const found = async (vector: Float32Array) => {
            let hits: Hit[] = [];
            for await (const update of index.search(vector, { k: 105, confidence: 1 })) hits = update.hits;
            return hits;
          };
          const unit = vectorOf('rain on the hill');
          const expected = await found(unit);
          assert.equal(expected.length, 105);
          for (const length of [1e-12, 0.25, 4, 1e12]) {
            const scaled = unit.map((value) => value * length);
            const before = scaled.slice();
            const hits = await found(scaled);
            assert.deepEqual(scaled, before, 'the vector of the caller is left as it is');
            for (const [row, { id, meaning = 9, score, weak }] of hits.entries()) {
              const like = expected[row];
              assert.ok(Math.abs(meaning - (like?.meaning ?? 0)) < 1e-5, `${length}: ${meaning}`);
              assert.deepEqual([id, weak], [like?.id, like?.weak]);
              assert.ok(Math.abs(score - (like?.score ?? 0)) < 1e-5);
              if (metric === 'ip') assert.ok(Math.abs(meaning) <= 1 + 1e-5);
            }
          }
        },
        { build: { metric } },
      ));
  }

  it('is refused if it is none of this index, or is to have words', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(20));
      const end = async (vector: Float32Array, options: SearchOptions = {}) => {
        for await (const _ of index.search(vector, options));
      };
      for (const mode of ['hybrid', 'words'] as const) {
        await assert.rejects(end(vectorOf('rain'), { mode }), {
          code: 'invalid-argument',
          message: `leann: cannot search with mode ${mode}: a vector or an image can only be searched for by meaning`,
        });
      }
      await assert.rejects(end(new Float32Array(63)), { code: 'dimension-mismatch' });
      await assert.rejects(end(new Float32Array(0)), { code: 'dimension-mismatch' });
      await assert.rejects(end(new Float32Array(64).fill(Number.NaN)), { code: 'not-finite' });
    }));
});
