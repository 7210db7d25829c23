// Weights that are rounded jointly: what the layer makes of inputs errs less than if each is rounded to the nearest.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roundJointly, sampled } from '../../cli/model/joint-rounding.js';
import { randomFrom } from './random.js';

const INNER = 64;
const OUTER = 16;
const MOST = 63;

const random = randomFrom(5);
const centred = () => random() - 0.5;
const floats = (length: number, value: () => number) => Float32Array.from({ length }, value);

const weights = floats(OUTER * INNER, centred);
const scales = floats(OUTER, () => 0.5 / MOST);
const ones = new Float32Array(INNER).fill(1);

/** What inputs have in common: a few directions. */
const directions = Array.from({ length: 6 }, () => floats(INNER, centred));

/** Rows that go along those directions, and a little elsewhere. */
function alike(rows: number): Float32Array {
  return Float32Array.from(
    Array.from({ length: rows }, () => {
      const shares = directions.map(centred);
      return Array.from({ length: INNER }, (_, i) => {
        return shares.reduce((sum, share, d) => sum + share * (directions[d]?.[i] ?? 0), 0.05 * centred());
      });
    }).flat(),
  );
}

/** Square error of what the layer makes of the inputs, [rows, INNER]. */
function errorOf(codes: ArrayLike<number>, inputs: Float32Array): number {
  let all = 0;
  for (let start = 0; start < inputs.length; start += INNER) {
    for (let o = 0; o < OUTER; o++) {
      let error = 0;
      for (let i = 0; i < INNER; i++) {
        const at = o * INNER + i;
        const rounded = (codes[at] ?? 0) * (scales[o] ?? 0);
        error += ((weights[at] ?? 0) - rounded) * (inputs[start + i] ?? 0);
      }
      all += error * error;
    }
  }
  return all;
}

const nearest = Int8Array.from(weights, (weight, at) => {
  return Math.round(weight / (scales[Math.floor(at / INNER)] ?? 1));
});

describe('weights that are rounded jointly', () => {
  const layer = { weights, scales, most: MOST };

  it('err less on inputs like those of the sample, which were not in it', () => {
    const codes = roundJointly(layer, sampled(alike(200), ones));
    const others = alike(200);
    const share = errorOf(codes, others) / errorOf(nearest, others);
    assert.ok(share < 0.5, `${share} of the error`);
    assert.ok(codes.every((code) => Math.abs(code) <= MOST));
    assert.ok(codes.every((code, at) => Math.abs(code - (nearest[at] ?? 0)) <= 3));
  });

  it('are rounded to the nearest where inputs have nothing in common', () => {
    const alone = new Float32Array(INNER * INNER);
    for (let i = 0; i < INNER; i++) alone[i * INNER + i] = 1;
    assert.deepEqual(roundJointly(layer, sampled(alone, ones)), nearest);
  });

  it('are rounded to the nearest without inputs to go by', () => {
    const silent = new Float32Array(4 * INNER);
    assert.deepEqual(roundJointly(layer, sampled(silent, ones)), nearest);
  });
});
