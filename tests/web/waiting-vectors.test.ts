// The vectors of passages that are being added: how many are kept, and what is said of those without.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WaitingVectors } from '../../web/change/waiting-vectors.js';
import { BufferedPassages } from '../../web/content/buffered-passages.js';
import type { BufferOptions } from '../../web/content/searched-content.js';

const QUERY = Float32Array.of(1, 0);
const OPTIONS: BufferOptions = {
  metric: 'ip',
  byTable: false,
  accepts: () => true,
  wordsOf: () => ({ strength: 0, weight: 0 }),
};

describe('the vectors of passages that are being added', () => {
  it('are kept of the first passages only, up to 32 MiB', () => {
    const large = new WaitingVectors(new BufferedPassages(), 5, 1 << 22);
    assert.equal(large.most, 2);
    const vector = Float32Array.of(1, 0);
    large.learn(-1, [vector, vector, vector, vector]);
    large.guess(3, vector);
    assert.deepEqual(large.vectors, [vector, vector, undefined, undefined, undefined]);
    assert.equal(new WaitingVectors(new BufferedPassages(), 5000, 384).most, 5000);
  });

  it('say nothing of a passage without vector and words, and less of a guess than of the model’s vector', () => {
    const waiting = new WaitingVectors(new BufferedPassages([Float32Array.of(0, 1)]), 3, 2);
    waiting.guess(1, QUERY);
    waiting.learn(2, [QUERY]);
    assert.equal(waiting.size, 4);
    const [buffered, guess, exact, ...others] = waiting.nearest(QUERY, OPTIONS);
    assert.deepEqual([buffered, exact, others], [{ position: 0, score: 0 }, { position: 3, score: 1 }, []]);
    assert.deepEqual([guess?.position, guess?.from], [2, 'table']);
    assert.ok((guess?.score ?? 1) < 1);
    const [byTable] = waiting.nearest(QUERY, { ...OPTIONS, byTable: true, accepts: (at) => at === 2 });
    assert.ok((byTable?.score ?? 1) < (guess?.score ?? 0));
  });

  it('let a passage without vector be found by its words', () => {
    const waiting = new WaitingVectors(new BufferedPassages(), 2, 2);
    const wordsOf = (at: number) => ({ strength: at, weight: 1 });
    const hits = waiting.nearest(QUERY, { ...OPTIONS, wordsOf });
    assert.deepEqual(
      hits.map(({ position, from }) => [position, from]),
      [[1, 'words']],
    );
    assert.ok((hits[0]?.score ?? 0) > 3);
  });
});
