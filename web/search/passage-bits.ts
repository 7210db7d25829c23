// Sets of passages as bits, the lowest of a byte first, as the core takes them.

export function hasBit(bits: Uint8Array, node: number): boolean {
  return ((bits[node >> 3] ?? 0) & (1 << (node & 7))) !== 0;
}

/** All of `count` passages but these. */
export function allBut(count: number, nodes: Iterable<number>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8)).fill(0xff);
  for (const node of nodes) bits[node >> 3] = (bits[node >> 3] ?? 0) & ~(1 << (node & 7));
  return bits;
}

/** What is in both; undefined stands for all. */
export function inBoth(left: Uint8Array | undefined, right: Uint8Array | undefined): Uint8Array | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left.map((byte, at) => byte & (right[at] ?? 0));
}
