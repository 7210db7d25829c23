// The vector of a query from the rows of its terms, in place of the one that a model would give it.

import type { TableRow } from './table-row.js';

/** What a table says of a query. */
export interface QueryOfTerms {
  /** Of unit length; undefined if no term is known. */
  vector: Float32Array | undefined;
  /** The share of the query that is known, 0 to 1. */
  known: number;
}

/** Of a query of `asked` terms, the rows of those that have one. */
export function queryOf(mean: TableRow, rows: readonly TableRow[], asked: number): QueryOfTerms {
  const weight = rows.reduce((sum, row) => sum + row.weight, 0);
  if (weight === 0) return { vector: undefined, known: 0 };
  // A term that no passage has is as rare as any.
  return { vector: termVector(mean, rows), known: weight / (weight + (asked - rows.length)) };
}

/** The mean of all passages, and the weighted mean of the rows; of unit length. Undefined without rows. */
export function termVector(mean: TableRow, rows: readonly TableRow[]): Float32Array | undefined {
  const all = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (all === 0) return undefined;
  const vector = Float64Array.from(mean.values);
  for (const { weight, values } of rows) {
    const share = weight / all;
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) + share * (values[i] ?? 0);
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? undefined : Float32Array.from(vector, (value) => value / length);
}
