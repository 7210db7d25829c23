// A priority queue of places: the lowest rank first, and of equal ranks the first place.

/** More places than a text has. A rank and a place together are one number that a double holds exactly. */
const PLACES = 2 ** 31;

/** A binary heap of such numbers. */
export class RankQueue {
  readonly #heap: number[] = [];

  add(rank: number, at: number): void {
    const heap = this.#heap;
    const value = rank * PLACES + at;
    let child = heap.length;
    heap.push(value);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= value) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = value;
  }

  /** Removes the first; undefined if there is none. */
  take(): { rank: number; at: number } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return { rank: Math.floor(first / PLACES), at: first % PLACES };
  }

  #sink(value: number): void {
    const heap = this.#heap;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++;
      const below = heap[child] ?? 0;
      if (below >= value) break;
      heap[parent] = below;
      parent = child;
    }
    heap[parent] = value;
  }
}
