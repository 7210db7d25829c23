// Passages with the same text: they are embedded once, and a hit names the others.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addAll, compactAll, hitsOf, updatesOf } from './drive.js';
import { withIndex } from './with-index.js';
import { someDocuments } from './word-embedder.js';

const equal = (count: number, text = 'rain on the hill', from = 0) =>
  Array.from({ length: count }, (_, row) => ({ id: `e${from + row}`, text }));

describe('equal texts', () => {
  it('of an addition are embedded once, however far apart', () =>
    withIndex(async ({ index, embedder }) => {
      const documents = [...equal(150), ...someDocuments(200), ...equal(150, 'rain on the hill', 150)];
      const given: string[] = [];
      embedder.before = (texts) => void given.push(...texts);
      const progress = await addAll(index, documents);
      assert.equal(given.length, 201);
      assert.equal(new Set(given).size, 201);
      const embedding = progress.filter(({ phase }) => phase === 'embed').map(({ done }) => done);
      assert.deepEqual(
        embedding,
        embedding.toSorted((left, right) => left - right),
      );
      assert.deepEqual([embedding.at(-1), index.info().passages], [500, 500]);
      given.length = 0;
      await addAll(index, equal(20, 'snow on the hill', 900));
      assert.deepEqual(given, ['snow on the hill']);
    }));

  it('have the same vectors as if each was embedded', () =>
    withIndex(async ({ index }) => {
      await addAll(index, [...equal(100), ...someDocuments(100)]);
      const hits = await hitsOf(index, 'rain on the hill', { mode: 'meaning', k: 120 });
      const scores = hits.filter(({ id }) => id.startsWith('e')).map(({ score }) => Math.fround(score));
      assert.equal(scores.length, 100);
      for (const score of scores) assert.ok(Math.abs(score - 1) < 1e-3, String(score));
    }));

  it('are embedded once in a search, and known to it', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, equal(300));
      const before = embedder.embedded();
      const updates = await updatesOf(index, 'rain', { mode: 'meaning', k: 5 });
      const last = updates.at(-1) ?? assert.fail();
      assert.equal(embedder.embedded() - before, 2, 'the query, and the text');
      const { embedded, recomputed, tokens } = last.stats;
      assert.equal(embedded, 1);
      assert.equal(tokens, undefined, 'a function has no tokenizer');
      assert.ok(recomputed > 8, `${recomputed} recomputed`);
      for (const { id, sharedWith = [] } of last.hits) {
        assert.ok(sharedWith.length >= 4 && sharedWith.length < 300);
        assert.ok(sharedWith.every((other) => other.id !== id && other.passage === 0));
        assert.equal(new Set(sharedWith.map((other) => other.id)).size, sharedWith.length);
      }
    }));

  it('are told apart from others, and not told of if deleted or filtered out', () =>
    withIndex(async ({ index }) => {
      await addAll(index, [...someDocuments(60), ...equal(4), ...equal(2, 'rain on the lake', 4)]);
      const shared = async (filter?: string[]) => {
        const hits = await hitsOf(index, 'rain on the hill', { k: 80, ...(filter && { filter }) });
        return Object.fromEntries(
          hits.map(({ id, sharedWith }) => [id, sharedWith?.map((other) => other.id).toSorted()]),
        );
      };
      const all = await shared();
      assert.deepEqual([all.e0, all.e5, all.d3], [['e1', 'e2', 'e3'], ['e4'], undefined]);
      assert.deepEqual(await shared(['e0', 'e2', 'd3']), { e0: ['e2'], e2: ['e0'], d3: undefined });
      await index.delete(['e1', 'e4']);
      const left = await shared();
      assert.deepEqual([left.e0, left.e5], [['e2', 'e3'], undefined]);
      await compactAll(index, { rebuild: true });
      assert.deepEqual((await shared()).e0, ['e2', 'e3']);
    }));
});
