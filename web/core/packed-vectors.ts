// Vectors on their way into the core.

import { LeannError } from '../base/error.js';

/** One float array of the rows; refuses rows of unequal length, which would pass for rows of another shape. */
export function packedVectors(rows: readonly Float32Array[], dimension: number, act: string): Float32Array {
  const all = new Float32Array(rows.length * dimension);
  for (const [position, row] of rows.entries()) {
    if (row.length !== dimension) {
      throw new LeannError(
        'dimension-mismatch',
        `leann: cannot ${act} vector ${position}: it has ${row.length} dimensions, the index has ${dimension}`,
      );
    }
    all.set(row, position * dimension);
  }
  return all;
}
