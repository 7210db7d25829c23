// Weights that are rounded jointly: what the layer makes of inputs errs less than if each is rounded to the nearest. And the arithmetic
// that takes long, in WASM: sums in one order, so that the same model gives the same bytes everywhere.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roundJointly, sampled } from '../../cli/model/joint-rounding.js';
import { multiplied, roundedBy } from '../../cli/model/maker.js';
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

describe('the arithmetic of weights', () => {
  /** Four sums side by side. */
  function product(a: Float32Array, b: Float32Array): number {
    const sums = [0, 0, 0, 0];
    a.forEach((value, i) => {
      sums[i % 4] = (sums[i % 4] ?? 0) + value * (b[i] ?? 0);
    });
    const [first = 0, second = 0, third = 0, fourth = 0] = sums;
    return first + second + (third + fourth);
  }

  it('multiplies rows of floats in doubles, with the sums in one order', () => {
    const bias = floats(OUTER, centred);
    for (const count of [1, 4, 7]) {
      const rows = floats(count * INNER, centred);
      const expected = Float32Array.from({ length: count * OUTER }, (_, at) => {
        const [row, o] = [Math.floor(at / OUTER), at % OUTER];
        const weight = weights.subarray(o * INNER, (o + 1) * INNER);
        return product(weight, rows.subarray(row * INNER, (row + 1) * INNER)) + (bias[o] ?? 0);
      });
      assert.deepEqual(multiplied({ inner: INNER, outer: OUTER, weights, bias }, rows), expected);
    }
  });

  it('rounds each weight by what the errors before it make of the sample', () => {
    const { columns, squares } = sampled(alike(50), ones);
    const order = Uint32Array.from(squares.keys()).reverse();
    const believed = squares.map((square) => 0.5 / (square + 0.01));
    const tokens = columns.length / INNER;
    const expected = new Int8Array(weights.length);
    for (let o = 0; o < OUTER; o++) {
      const made = new Float64Array(tokens);
      for (const i of order) {
        const column = columns.subarray(i * tokens, (i + 1) * tokens);
        const sum = made.reduce((all, value, t) => all + value * (column[t] ?? 0), 0);
        const [weight = 0, scale = 1] = [weights[o * INNER + i], scales[o]];
        const wanted = Math.round((weight + (believed[i] ?? 0) * sum) / scale);
        const code = Math.max(-MOST, Math.min(MOST, wanted));
        expected[o * INNER + i] = code;
        for (let t = 0; t < tokens; t++)
          made[t] = (made[t] ?? 0) + (weight - code * scale) * (column[t] ?? 0);
      }
    }
    assert.deepEqual(roundedBy({ weights, scales, most: MOST, columns, order, believed }), expected);
  });

  it('refuses what does not fit together', () => {
    const reason = { message: 'its weights do not fit together' };
    const layer = { inner: INNER, outer: OUTER, weights, bias: new Float32Array(OUTER) };
    const row = new Float32Array(INNER);
    assert.throws(() => multiplied({ ...layer, weights: weights.subarray(1) }, row), reason);
    assert.throws(() => multiplied({ ...layer, bias: row }, row), reason);
    assert.throws(() => multiplied(layer, row.subarray(1)), reason);
    const { columns } = sampled(row, ones);
    const sample = { columns, order: Uint32Array.from(row.keys()), believed: new Float64Array(INNER) };
    const most = MOST;
    assert.throws(() => roundedBy({ weights: row, scales, most, ...sample }), reason);
    assert.throws(() => roundedBy({ weights: row, scales: ones.subarray(0, 1), most, ...sample }), reason);
    const short = { ...sample, believed: sample.believed.subarray(1) };
    assert.throws(() => roundedBy({ weights, scales, most, ...short }), reason);
  });
});
