// How much each input of a dense layer is scaled before it is rounded. A few channels are far larger than the rest and would
// take the levels of all others; scaled down, with the weights scaled up, they do not.
import type { DenseWeights } from './bert-weights.js';
import type { Site } from './float-bert.js';
import { shortFloat } from './short-float.js';

/** The least value of GELU, rounded down: what it makes is rounded as the distance to it. */
export const GELU_LEAST = -0.17;

/**
 * How far inputs are evened out, as far as their range goes; the rest is for the weights. What GELU makes has peaks that are hardly ever
 * reached, so there the weights' rounding costs more.
 */
const INPUT_SHARE = 0.5;
const RAISED_SHARE = 0.45;

/** Scales the weights of `layer` in place, and returns what its inputs have to be scaled by. `inputs`: [tokens, inner], a sample of them. */
export function smooth(layer: DenseWeights, inputs: Float32Array, site: Site): Float32Array {
  const { inner, outer, weights } = layer;
  const share = site === 'lowered' ? RAISED_SHARE : INPUT_SHARE;
  const peaks = peaksOf(inputs, inner, site);
  const factors = new Float32Array(inner);
  for (let i = 0; i < inner; i++) {
    let largest = 0;
    for (let o = 0; o < outer; o++) largest = Math.max(largest, Math.abs(weights[o * inner + i] ?? 0));
    const factor = largest ** (1 - share) / (peaks[i] ?? 0) ** share;
    factors[i] = factor > 0 && Number.isFinite(factor) ? shortFloat(factor) : 1;
    for (let o = 0; o < outer; o++) {
      weights[o * inner + i] = (weights[o * inner + i] ?? 0) / (factors[i] ?? 1);
    }
  }
  return factors;
}

/** Largest magnitude of each input. */
function peaksOf(inputs: Float32Array, inner: number, site: Site): Float32Array {
  const peaks = new Float32Array(inner);
  inputs.forEach((value, at) => {
    const size = site === 'lowered' ? value - GELU_LEAST : Math.abs(value);
    peaks[at % inner] = Math.max(peaks[at % inner] ?? 0, size);
  });
  return peaks;
}
