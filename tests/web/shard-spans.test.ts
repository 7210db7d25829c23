// Where shards are cut, and what a manifest says of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evenCuts, keptCuts } from '../../web/hosted/kept-cuts.js';
import { ShardSpans, unevenCounts } from '../../web/hosted/shard-spans.js';

/** All that is said of shards with these lengths. */
function spansOf(lengths: readonly number[], each: number): ShardSpans {
  return new ShardSpans({ shards: lengths.length, each, counts: unevenCounts(lengths, each) });
}

describe('the spans of shards', () => {
  it('say for each passage its shard and its place there', () => {
    for (const lengths of [[3, 3, 1], [3, 3, 3], [2], [1, 3, 3], [3, 5, 1, 3], [3, 3, 4], [7]]) {
      const spans = spansOf(lengths, 3);
      const total = lengths.reduce((sum, length) => sum + length, 0);
      const places = lengths.flatMap((length, shard) =>
        Array.from({ length }, (_, row) => [shard, row] as const),
      );
      for (const [item, [shard, row]] of places.entries())
        assert.deepEqual([spans.shardOf(item), spans.rowOf(item)], [shard, row], `${lengths}: ${item}`);
      for (const [shard, length] of lengths.entries())
        assert.equal(spans.countOf(shard, total), length, `${lengths}: shard ${shard}`);
      assert.ok(spans.hold(total), `${lengths}`);
      assert.ok(!spans.hold(total + 3) && !spans.hold(total - (lengths.at(-1) ?? 0)), `${lengths}`);
    }
    assert.ok(spansOf([], 3).hold(0) && !spansOf([], 3).hold(1));
  });

  it('are said of those shards alone that have another number', () => {
    assert.equal(unevenCounts([4, 4, 4], 4), undefined);
    assert.equal(unevenCounts([4, 4, 1], 4), undefined, 'the last one has what is left');
    assert.equal(unevenCounts([], 4), undefined);
    assert.deepEqual(unevenCounts([4, 3, 4, 6], 4), [1, 3, 3, 6]);
    assert.deepEqual(unevenCounts([4, 3, 4, 1], 4), [1, 3, 3, 1]);
  });
});

describe('cuts that are kept', () => {
  const [gone, fresh] = [[], undefined];

  it('stay where they were', () => {
    assert.deepEqual(keptCuts([0, 0, 0, 1, 1, 1, 2], 3), [3, 3, 1]);
    assert.deepEqual(keptCuts([0, 0, ...gone, 1, 1, 1, 2], 3), [2, 3, 1]);
    assert.deepEqual(keptCuts([0, 0, 0, ...gone, 2], 3), [3, 1], 'a shard of which nothing is left');
  });

  it('let new ones join what stands before them', () => {
    assert.deepEqual(keptCuts([0, 0, 0, fresh, 1, fresh, 1, 1, 2, fresh], 3), [4, 4, 2]);
    assert.deepEqual(keptCuts([fresh, fresh, 0, 0, 1], 3), [4, 1], 'or after them, if they are the first');
    assert.deepEqual(keptCuts([fresh, fresh], 3), [2]);
    assert.deepEqual(keptCuts([], 3), []);
  });

  it('are more where a shard has grown to more than twice the usual', () => {
    const grown = [0, 0, 0, fresh, fresh, fresh];
    assert.deepEqual(keptCuts([...grown, 1], 3), [6, 1]);
    assert.deepEqual(keptCuts([...grown, fresh, 1], 3), [3, 3, 1, 1]);
    assert.deepEqual(evenCuts(7, 3), [3, 3, 1]);
  });
});
