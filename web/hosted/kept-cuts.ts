// Cuts what an update leaves into shards where the shards of before were cut, so that most of them stay the same files.

/** A shard that has grown to more than this many times the usual number is cut. */
const MOST_GROWTH = 2;

/**
 * How many go into each shard. `shards` says of each, in order, which shard of before it was in, which ascends, or undefined if it
 * is new: it then joins the one before it. `each` is the usual number. Shards of which nothing is left are dropped.
 */
export function keptCuts(shards: Iterable<number | undefined>, each: number): number[] {
  const counts: number[] = [];
  let present: number | undefined;
  let count = 0;
  const end = () => counts.push(...cut(count, each));
  for (const shard of shards) {
    if (shard !== undefined && present !== undefined && shard !== present) {
      end();
      count = 0;
    }
    present = shard ?? present;
    count++;
  }
  if (count > 0) end();
  return counts;
}

/** The lengths of shards of `each`, as a full build cuts them. */
export function evenCuts(total: number, each: number): number[] {
  return Array.from({ length: Math.ceil(total / each) }, (_, shard) => Math.min(each, total - shard * each));
}

function cut(count: number, each: number): number[] {
  return count > MOST_GROWTH * each ? evenCuts(count, each) : [count];
}
