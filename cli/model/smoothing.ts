// How much each input of a dense layer is scaled before it is rounded. A few channels are far larger than the rest and would
// take the levels of all others; scaled down, with the weights scaled up, they do not.
import type { DenseWeights } from './bert-weights.js';
import type { FloatBert, Site } from './float-bert.js';
import { shortFloat } from './short-float.js';

/** Shortest and longest of the texts that are looked at, in tokens, special ones not counted. */
const SHORTEST = 8;
const LONGEST = 92;
const TEXTS = 12;

/** The least value of GELU, rounded down: what it makes is rounded as the distance to it. */
export const GELU_LEAST = -0.17;

/**
 * How far inputs are evened out, as far as their range goes; the rest is for the weights. What GELU makes has peaks that are hardly ever
 * reached, so there the weights' rounding costs more.
 */
const INPUT_SHARE = 0.5;
const RAISED_SHARE = 0.45;

/** Largest magnitude of each channel. */
export type Peaks = ReadonlyMap<string, Float32Array>;

export const peaksKey = (layer: number, site: Site) => `${layer} ${site}`;

/**
 * Peaks of activations on texts of random tokens: they show the channels that are large, as any text does, and need no
 * corpus. The same texts every time.
 */
export function measurePeaks(
  model: FloatBert,
  vocabulary: number,
  special: { prefix: readonly number[]; suffix: readonly number[] },
): Peaks {
  const peaks = new Map<string, Float32Array>();
  const next = randomNumbers();
  for (let text = 0; text < TEXTS; text++) {
    const length = SHORTEST + Math.floor((text * (LONGEST - SHORTEST)) / (TEXTS - 1));
    const ids = Array.from({ length }, () => Math.floor(next() * vocabulary));
    const tokens = special.prefix.length + length + special.suffix.length;
    model.run([...special.prefix, ...ids, ...special.suffix], (layer, site, rows) => {
      const width = rows.length / tokens;
      const key = peaksKey(layer, site);
      const peak = peaks.get(key) ?? new Float32Array(width);
      peaks.set(key, peak);
      rows.forEach((value, i) => {
        const size = site === 'lowered' ? value - GELU_LEAST : Math.abs(value);
        peak[i % width] = Math.max(peak[i % width] ?? 0, size);
      });
    });
  }
  return peaks;
}

/** Between 0 and 1, the same sequence every time (a linear congruential generator). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Scales the weights of `layer` in place, and returns what its inputs have to be scaled by. */
export function smooth(
  { inner, outer, weights }: DenseWeights,
  peaks: Float32Array,
  site: Site,
): Float32Array {
  const share = site === 'lowered' ? RAISED_SHARE : INPUT_SHARE;
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
