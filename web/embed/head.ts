// What is done with a model's output until it is the vector of a text.
import { LeannError } from '../base/error.js';
import { applyDense, type Dense } from './dense.js';
import { type ModelOutput, pool, type TokenPooling, toUnitLength } from './pooling.js';

/** A step after pooling: a layer, or bringing to unit length. */
export type Step = Dense | 'normalize';

export interface Head {
  pooling: TokenPooling;
  /** In their order. */
  steps: readonly Step[];
  /** The first values of a vector that are kept; undefined for all of them. */
  dimensions: number | undefined;
  /** Whether vectors are brought to unit length at the end. */
  normalize: boolean;
}

/**
 * One vector for each text of a batch, whose numbers of tokens `lengths` says.
 * @throws LeannError `embedding-failed` if a vector is not finite or is zero; `invalid-argument` if it has fewer values than are
 *   to be kept.
 */
export function vectorsOf(head: Head, output: ModelOutput, lengths: readonly number[]): Float32Array[] {
  const steps = output.isComplete ? [] : head.steps;
  const isPlain = steps.length === 0 && head.dimensions === undefined;
  const vectors = pool(output, lengths, head.pooling, isPlain && head.normalize);
  return isPlain ? vectors : vectors.map((vector) => finished(head, steps, vector));
}

function finished(
  { dimensions, normalize }: Head,
  steps: readonly Step[],
  vector: Float32Array,
): Float32Array {
  let value = vector;
  for (const step of steps) value = step === 'normalize' ? toUnitLength(value) : applyDense(step, value);
  if (dimensions !== undefined) value = cut(value, dimensions);
  // What is cut is no longer of unit length.
  if (normalize) return toUnitLength(value);
  toUnitLength(value.slice());
  return value;
}

function cut(vector: Float32Array, dimensions: number): Float32Array {
  if (vector.length >= dimensions) return vector.slice(0, dimensions);
  const reason = `its vectors have ${vector.length}`;
  throw new LeannError('invalid-argument', `leann: cannot use dimensions ${dimensions}: ${reason}`);
}
