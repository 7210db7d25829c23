// Rounds the weights of a dense layer so that the errors of those which are often used together cancel out.
import { product } from './float-rows.js';

/** Share of what inputs have in common that is ignored: it was seen in random tokens, and texts differ. */
const DOUBT = 0.5;
/** Added to the square sum of every input, as a share of their mean: those that are hardly ever used are corrected less. */
const RIDGE = 0.1;

/** Rows of weights that are gone through side by side: what is read of the sample serves all of them. */
const LANES = 4;

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

/** A layer whose weights are to be rounded; rows of weights are a multiple of {@link LANES}. */
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
 * it makes up for what those before it make of the sample: the aim of GPTQ (Frantar et al. 2022, section 3), reached by steps of
 * coordinate descent as in QuantEase (Behdin et al. 2023), whose further rounds gain little. Takes `outer · inner · tokens · 2`
 * multiplications.
 */
export function roundJointly(layer: Unrounded, sample: SampledInputs): Int8Array {
  const codes = new Int8Array(layer.weights.length);
  const order = largestFirst(sample.squares);
  for (let first = 0; first < layer.scales.length; first += LANES) {
    roundLanes(layer, first, order, sample, codes);
  }
  return codes;
}

/** Rounds the rows of weights from `first` on, input by input as `order` has them. */
function roundLanes(
  { weights, scales, most }: Unrounded,
  first: number,
  order: Uint32Array,
  { columns, squares }: SampledInputs,
  codes: Int8Array,
): void {
  const inner = squares.length;
  const tokens = columns.length / inner;
  const ridge = (RIDGE * squares.reduce((sum, square) => sum + square, 0)) / inner;
  /** What the errors so far make of the sample, [tokens, LANES]. */
  const made = new Float64Array(tokens * LANES);
  const products = new Float64Array(LANES);
  const errors = new Float64Array(LANES);
  let last = 0;
  for (const i of order) {
    addAndMultiply(made, columns, { add: last * tokens, errors, multiply: i * tokens, products });
    last = i;
    const weighed = (squares[i] as number) + ridge;
    const believed = weighed > 0 ? (1 - DOUBT) / weighed : 0;
    for (let lane = 0; lane < LANES; lane++) {
      const at = (first + lane) * inner + i;
      const weight = weights[at] as number;
      const scale = scales[first + lane] as number;
      const wanted = weight + believed * (products[lane] as number);
      const code = Math.max(-most, Math.min(most, Math.round(wanted / scale)));
      codes[at] = code;
      errors[lane] = weight - code * scale;
    }
  }
}

/** Those that come later can make up for the errors of those. */
function largestFirst(squares: Float64Array): Uint32Array {
  return Uint32Array.from(squares.keys()).sort((a, b) => (squares[b] ?? 0) - (squares[a] ?? 0));
}

interface Step {
  /** Where the column begins that is added `errors` times, one for each lane. */
  add: number;
  errors: Float64Array;
  /** Where the column begins whose product with each lane is asked for. */
  multiply: number;
  products: Float64Array;
}

/** Adds one column to the lanes, and multiplies them with another: in one pass, since reading them is most of the work. */
function addAndMultiply(made: Float64Array, columns: Float32Array, step: Step): void {
  const { products } = step;
  const [e = 0, f = 0, g = 0, h = 0] = step.errors;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let k = 0, from = step.add, to = step.multiply; k < made.length; k += LANES, from++, to++) {
    const added = columns[from] as number;
    const value = columns[to] as number;
    const first = (made[k] as number) + e * added;
    const second = (made[k + 1] as number) + f * added;
    const third = (made[k + 2] as number) + g * added;
    const fourth = (made[k + 3] as number) + h * added;
    made[k] = first;
    made[k + 1] = second;
    made[k + 2] = third;
    made[k + 3] = fourth;
    a += first * value;
    b += second * value;
    c += third * value;
    d += fourth * value;
  }
  products[0] = a;
  products[1] = b;
  products[2] = c;
  products[3] = d;
}
