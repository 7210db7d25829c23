// The vector of a query from the rows of its terms, in place of the one that a model would give it.

import type { TableRow } from './table-row.js';

/** The mean of all passages, and the weighted mean of the rows; of unit length. Undefined without rows. */
export function termVector(mean: TableRow, rows: readonly TableRow[]): Float32Array | undefined {
  const all = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (all === 0) return undefined;
  const vector = Float64Array.from(mean.values);
  for (const { weight, values } of rows) {
    for (const [i, value] of values.entries()) vector[i] = (vector[i] ?? 0) + (weight / all) * value;
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? undefined : Float32Array.from(vector, (value) => value / length);
}
