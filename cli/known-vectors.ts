// Vectors in memory, by the hash of what was embedded. They lie side by side in a few large arrays: an array for each of a million
// vectors would take half as much again.

/** Vectors of one array. */
const ROWS = 4096;

export class KnownVectors {
  readonly #dimension: number;
  readonly #rows = new Map<string, number>();
  readonly #arrays: Uint16Array[] = [];

  constructor(dimension: number) {
    this.#dimension = dimension;
  }

  get size(): number {
    return this.#rows.size;
  }

  keys(): Iterable<string> {
    return this.#rows.keys();
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** In place: whoever wants to change it takes a copy. */
  get(key: string): Uint16Array | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#at(row);
  }

  /** Takes a copy. */
  set(key: string, vector: Uint16Array): void {
    const row = this.#rows.get(key) ?? this.#rows.size;
    this.#rows.set(key, row);
    if (row === this.#arrays.length * ROWS) this.#arrays.push(new Uint16Array(ROWS * this.#dimension));
    this.#at(row).set(vector);
  }

  #at(row: number): Uint16Array {
    const first = (row % ROWS) * this.#dimension;
    const array = this.#arrays[Math.floor(row / ROWS)] ?? new Uint16Array(0);
    return array.subarray(first, first + this.#dimension);
  }
}
