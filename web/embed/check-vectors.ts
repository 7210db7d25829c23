// Checks every vector before it is used: its dimension, its values, and that it is of unit length.

import { LeannError } from '../base/error.js';

/** How far from 1 the length of a vector may be: models in half precision do not get closer. */
const NORM_TOLERANCE = 0.01;

/** The fault of a vector that should be of unit length, and its code; undefined if it has none. */
export function vectorFault(
  vector: unknown,
  dimension: number,
):
  | { code: 'embedding-failed' | 'dimension-mismatch' | 'not-finite' | 'zero-vector'; reason: string }
  | undefined {
  if (!(vector instanceof Float32Array))
    return { code: 'embedding-failed', reason: 'it is not a Float32Array' };
  if (vector.length !== dimension) {
    const reason = `it has ${vector.length} dimensions instead of ${dimension}`;
    return { code: 'dimension-mismatch', reason };
  }
  let square = 0;
  for (const value of vector) square += value * value;
  if (!Number.isFinite(square)) return { code: 'not-finite', reason: 'it is not finite' };
  if (square === 0) return { code: 'zero-vector', reason: 'it is zero' };
  const norm = Math.sqrt(square);
  if (Math.abs(norm - 1) <= NORM_TOLERANCE) return undefined;
  return { code: 'embedding-failed', reason: `its length is ${norm}, not 1` };
}

/** Errors: `dimension-mismatch`, `not-finite`, `zero-vector`, `embedding-failed`. */
export function checkVectors(vectors: readonly unknown[], dimension: number): void {
  for (const [row, vector] of vectors.entries()) {
    const fault = vectorFault(vector, dimension);
    if (fault === undefined) continue;
    throw new LeannError(fault.code, `leann: cannot use the vector of text ${row}: ${fault.reason}`);
  }
}
