// One field of all documents: its distinct values once, and by document the numbers of those that it has.

import { compareValues } from './field.js';
import type { FieldValue } from './where.js';

/** What a column is made of; see {@link Column}. */
export interface ColumnParts {
  /** Distinct, in ascending order. */
  values: readonly FieldValue[];
  /** By document, how many values it has; undefined if each has one. */
  counts: readonly number[] | undefined;
  /** Numbers of the values of one document after another, ascending within a document. */
  of: readonly number[];
}

export class Column {
  readonly values: readonly FieldValue[];
  /** By document, where its values end in `#of`; undefined if each has one. */
  readonly #ends: Uint32Array | undefined;
  readonly #of: Uint32Array;

  constructor({ values, counts, of }: ColumnParts) {
    this.values = values;
    this.#of = Uint32Array.from(of);
    if (counts === undefined) return;
    let end = 0;
    this.#ends = Uint32Array.from(counts, (count) => {
      end += count;
      return end;
    });
  }

  /** Of the values of each document; O(n log n) in their number. */
  static build(lists: readonly (readonly FieldValue[])[]): Column {
    const values = [...new Set(lists.flat())].sort(compareValues);
    const numbers = new Map(values.map((value, number) => [value, number]));
    const of = lists.flatMap((list) =>
      [...new Set(list)].map((value) => numbers.get(value) ?? 0).sort(ascending),
    );
    const counts = lists.map((list) => new Set(list).size);
    return new Column({ values, counts: counts.every((count) => count === 1) ? undefined : counts, of });
  }

  get rows(): number {
    return this.#ends?.length ?? this.#of.length;
  }

  /** Calls with each document and the number of each value that it has, in ascending order. */
  visit(act: (row: number, value: number) => void): void {
    let at = 0;
    for (let row = 0; row < this.rows; row++) {
      const end = this.#ends === undefined ? row + 1 : (this.#ends[row] ?? at);
      for (; at < end; at++) act(row, this.#of[at] ?? 0);
    }
  }

  parts(): ColumnParts {
    const { values } = this;
    const ends = this.#ends;
    const counts = ends && Array.from(ends, (end, row) => end - (ends[row - 1] ?? 0));
    return { values, counts, of: Array.from(this.#of) };
  }
}

function ascending(left: number, right: number): number {
  return left - right;
}
