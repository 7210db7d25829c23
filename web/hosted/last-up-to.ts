// Finds which stretch a number is in.

/** The last of the first `count` positions whose value is at most `wanted`; values ascend, and the first one is. */
export function lastUpTo(values: Uint32Array, wanted: number, count: number): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle;
    else high = middle;
  }
  return low;
}
