// Half precision in JavaScript: the bits and values that the standard says.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHalves, toHalves } from '../../web/base/half-float.js';

describe('half precision', () => {
  const bits = (...values: number[]) => [...toHalves(Float32Array.from(values))];

  it('gives every half back as it was', () => {
    const all = Uint16Array.from({ length: 1 << 16 }, (_, half) => half).filter(
      (half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0,
    );
    assert.deepEqual(toHalves(fromHalves(all)), all);
  });

  it('has the values of the standard', () => {
    assert.deepEqual(bits(0, -0, 1, -2, 65504), [0, 0x8000, 0x3c00, 0xc000, 0x7bff]);
    assert.deepEqual(bits(2 ** -14, 2 ** -24, 0.5 + 2 ** -11), [0x0400, 0x0001, 0x3801]);
    assert.deepEqual([...fromHalves(Uint16Array.of(0x3555))], [0.333251953125]);
  });

  it('rounds to the nearest, ties to even, and beyond the range to infinity', () => {
    const step = 2 ** -10;
    assert.deepEqual(bits(1 + step * 0.5, 1 + step * 1.5, 1 + step * 0.51), [0x3c00, 0x3c02, 0x3c01]);
    assert.deepEqual(bits(2 ** -25, 2 ** -25 * 1.01, 1.5 * 2 ** -24), [0, 1, 2]);
    assert.deepEqual(bits(65519, 65520, -1e9), [0x7bff, 0x7c00, 0xfc00]);
    assert.ok(Number.isNaN(fromHalves(toHalves(Float32Array.of(Number.NaN)))[0]));
  });
});
