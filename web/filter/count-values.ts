// Counts how many documents have each value of a field.

import type { Column } from './column.js';
import type { Facet } from './facet.js';

/** Of the documents that are flagged; at most `limit` values, as {@link Facets} lists them. Values that none has are left out. */
export function countValues(column: Column, flags: Uint8Array, limit: number): Facet[] {
  const counts = new Uint32Array(column.values.length);
  column.visit((row, value) => {
    counts[value] = (counts[value] ?? 0) + (flags[row] ?? 0);
  });
  const facets = column.values.map((value, number) => ({ value, count: counts[number] ?? 0 }));
  // Values are in ascending order, and stay so where counts are equal.
  return facets
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
    .slice(0, limit);
}
