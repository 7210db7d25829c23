// Which shard of a folder holds a passage or a term.

import { lastUpTo } from './last-up-to.js';

/** How many shards there are, and how many passages or terms each has, as a manifest says it. */
export interface ShardCounts {
  shards: number;
  /** What each has, the last one at most. */
  each: number;
  /** Shards that have another number: the shard, how many it has, the next one. Undefined if none has. */
  counts: readonly number[] | undefined;
}

export class ShardSpans {
  /** Of each shard, the first that it holds, and at the end how many there are at most. */
  readonly #firsts: Uint32Array;

  constructor({ shards, each, counts = [] }: ShardCounts) {
    const firsts = new Uint32Array(shards + 1).fill(each, 1);
    for (let at = 0; at < counts.length; at += 2) firsts[(counts[at] ?? 0) + 1] = counts[at + 1] ?? 0;
    for (let shard = 0; shard < shards; shard++)
      firsts[shard + 1] = (firsts[shard] ?? 0) + (firsts[shard + 1] ?? 0);
    this.#firsts = firsts;
  }

  /** Of a number past the end, one that there is not. */
  shardOf(item: number): number {
    return lastUpTo(this.#firsts, item, this.#firsts.length);
  }

  /** Whether so many need all shards, and no more. */
  hold(total: number): boolean {
    const last = this.#firsts.length - 1;
    return (this.#firsts[last - 1] ?? -1) < total && total <= this.firstOf(last);
  }

  /** The first that a shard holds. */
  firstOf(shard: number): number {
    return this.#firsts[shard] ?? 0;
  }

  /** Which of its shard's it is, counted from 0. */
  rowOf(item: number): number {
    return item - this.firstOf(this.shardOf(item));
  }

  /** How many a shard holds, of `total` in all. */
  countOf(shard: number, total: number): number {
    return Math.min(this.firstOf(shard + 1), total) - this.firstOf(shard);
  }
}

/** What a manifest says of shards that have so many each; undefined if all have as many. */
export function unevenCounts(counts: readonly number[], each: number): number[] | undefined {
  const isUsual = (count: number, shard: number) =>
    shard < counts.length - 1 ? count === each : count <= each;
  if (counts.every(isUsual)) return undefined;
  return counts.flatMap((count, shard) => (count === each ? [] : [shard, count]));
}
