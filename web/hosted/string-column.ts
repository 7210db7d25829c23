// Many short strings in one: on its own, each would take some thirty bytes more.

export class StringColumn {
  readonly #all: string;
  /** Where each ends in `#all`, in UTF-16 code units. */
  readonly #ends: Uint32Array;

  constructor(strings: readonly string[]) {
    this.#all = strings.join('');
    let end = 0;
    this.#ends = Uint32Array.from(strings, ({ length }) => {
      end += length;
      return end;
    });
  }

  get rows(): number {
    return this.#ends.length;
  }

  /** Empty past the end. */
  at(row: number): string {
    return this.#all.slice(row === 0 ? 0 : this.#ends[row - 1], this.#ends[row]);
  }
}
