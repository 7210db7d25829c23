// Which pairs of tokens become one, in order of their rank: a hash table of numbers. A model may have half a million of them,
// and a Map of texts takes seconds and a few hundred megabytes for those.

/** Half of the places stay free, so that few are looked at. */
const LEAST_CAPACITY = 16;

export class PairTable {
  readonly #mask: number;
  /** Three numbers a place: left and right token, and the rank; -1 where none is. */
  readonly #places: Int32Array;

  /** @param count the most pairs that are added. */
  constructor(count: number) {
    let capacity = LEAST_CAPACITY;
    while (capacity < 2 * count) capacity *= 2;
    this.#mask = capacity - 1;
    this.#places = new Int32Array(3 * capacity).fill(-1);
  }

  /** A later rank of the same pair replaces the one before. */
  add(left: number, right: number, rank: number): void {
    const at = this.#find(left, right);
    this.#places[at] = left;
    this.#places[at + 1] = right;
    this.#places[at + 2] = rank;
  }

  /** -1 if they stay two. */
  rankOf(left: number, right: number): number {
    return this.#places[this.#find(left, right) + 2] ?? -1;
  }

  /** Where the pair is, or would be. */
  #find(left: number, right: number): number {
    let place = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0;
    for (place ^= place >>> 15; ; place++) {
      const at = 3 * (place & this.#mask);
      const there = this.#places[at];
      if (there === -1 || (there === left && this.#places[at + 1] === right)) return at;
    }
  }
}
