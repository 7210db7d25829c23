// Rounds the weights of a dense layer so that the errors of those which are often used together cancel out.
import { product } from './float-rows.js';
import { roundedBy } from './maker.js';

/** Share of what inputs have in common that is ignored: it was seen in random tokens, and texts differ. */
const DOUBT = 0.5;
/** Added to the square sum of every input, as a share of their mean: those that are hardly ever used are corrected less. */
const RIDGE = 0.1;

/** A sample of what goes into a layer, each token's row of unit length: a few are far larger, and would decide alone. */
export interface SampledInputs {
  /** [inner, tokens] */
  columns: Float32Array;
  /** Square sums of the columns. */
  squares: Float64Array;
}

/** Of `inputs`, [tokens, inner], times `factors`. */
export function sampled(inputs: Float32Array, factors: Float32Array): SampledInputs {
  const inner = factors.length;
  const tokens = inputs.length / inner;
  const columns = new Float32Array(inputs.length);
  const squares = new Float64Array(inner);
  for (let t = 0; t < tokens; t++) {
    const row = inputs.subarray(t * inner, (t + 1) * inner).map((value, i) => value * (factors[i] ?? 0));
    const length = Math.sqrt(product(row, row, 0)) || 1;
    row.forEach((value, i) => {
      columns[i * tokens + t] = value / length;
      squares[i] = (squares[i] ?? 0) + (value / length) ** 2;
    });
  }
  return { columns, squares };
}

/** A layer whose weights are to be rounded; rows of weights are a multiple of 8. */
interface Unrounded {
  /** [outer, inner] */
  weights: Float32Array;
  /** One for each row of weights. */
  scales: Float32Array;
  /** The greatest magnitude of a code. */
  most: number;
}

/**
 * Codes [outer, inner], which times the scales of their rows are about the weights. Weights are rounded one after another, each so that
 * it makes up for what those before it make of the sample (src/encoder/joint_rounding.h). Takes `outer · inner · tokens · 2`
 * multiplications.
 */
export function roundJointly(layer: Unrounded, { columns, squares }: SampledInputs): Int8Array {
  const ridge = (RIDGE * squares.reduce((sum, square) => sum + square, 0)) / squares.length;
  const believed = squares.map((square) => {
    const weighed = square + ridge;
    return weighed > 0 ? (1 - DOUBT) / weighed : 0;
  });
  return roundedBy({ ...layer, columns, order: largestFirst(squares), believed });
}

/** Those that come later can make up for the errors of those. */
function largestFirst(squares: Float64Array): Uint32Array {
  return Uint32Array.from(squares.keys()).sort((a, b) => (squares[b] ?? 0) - (squares[a] ?? 0));
}
