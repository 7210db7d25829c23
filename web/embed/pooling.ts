// From a model's output to vectors: one for each text, checked, and of unit length if wanted.
import { LeannError } from '../base/error.js';

/** How the vectors of a text's tokens become one: their mean, or that of the first ([CLS]) token. */
export type Pooling = 'mean' | 'cls';

/** Also the vector of the last token, as models have it that read from left to right. */
export type TokenPooling = Pooling | 'last';

/** A model's output: row-major [texts, tokens, dimension], or [texts, dimension] if it pools by itself. */
export interface ModelOutput {
  data: Float32Array;
  dims: readonly number[];
  /** Whether the model has done by itself all that makes a text's vector of its tokens' vectors. Default false. */
  isComplete?: boolean;
}

/**
 * One vector for each text of a batch.
 * @param lengths tokens of each text; those after are padding, which must not count.
 * @throws LeannError `embedding-failed` if a vector is not finite or is zero.
 */
export function pool(
  output: ModelOutput,
  lengths: readonly number[],
  pooling: TokenPooling,
  normalize: boolean,
): Float32Array[] {
  const dimension = output.dims.at(-1) ?? 0;
  const tokens = output.dims.length === 3 ? (output.dims[1] ?? 0) : 1;
  return lengths.map((length, text) => {
    const rows = output.data.subarray(text * tokens * dimension, (text + 1) * tokens * dimension);
    const vector = tokens === 1 ? rows.slice(0, dimension) : pooled(rows, length, dimension, pooling);
    return normalize ? toUnitLength(vector) : checked(vector, lengthOf(vector));
  });
}

function pooled(rows: Float32Array, length: number, dimension: number, pooling: TokenPooling): Float32Array {
  if (pooling === 'mean') return mean(rows, length, dimension);
  const token = pooling === 'cls' ? 0 : length - 1;
  return rows.slice(token * dimension, (token + 1) * dimension);
}

function mean(rows: Float32Array, count: number, dimension: number): Float32Array {
  const sum = new Float64Array(dimension);
  for (let row = 0; row < count; row++) {
    const start = row * dimension;
    for (let i = 0; i < dimension; i++) sum[i] = (sum[i] ?? 0) + (rows[start + i] ?? 0);
  }
  return Float32Array.from(sum, (value) => value / count);
}

/** The Euclidean length. */
export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

function checked(vector: Float32Array, length: number): Float32Array {
  if (Number.isFinite(length) && length > 0) return vector;
  const reason = length === 0 ? 'the vector is zero' : 'the vector is not finite';
  throw new LeannError('embedding-failed', `leann: cannot embed text: ${reason}`);
}

/**
 * Scales a vector to length 1 in place.
 * @throws LeannError `embedding-failed` if it is not finite or is zero.
 */
export function toUnitLength(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  checked(vector, length);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}
