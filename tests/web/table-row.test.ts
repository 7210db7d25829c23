// Rows of a table of terms, and the vector that they make.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHalves } from '../../web/base/half-float.js';
import { rowBytes, type TableRow, tableRow } from '../../web/table/table-row.js';
import { termVector } from '../../web/table/term-vector.js';

function packed(weight: number, scale: number, levels: number[]): Uint8Array {
  const [half = 0] = toHalves(Float32Array.of(scale));
  const bytes = new Uint8Array(rowBytes(levels.length));
  bytes.set([weight, half & 255, half >> 8]);
  for (const [i, level] of levels.entries()) {
    bytes[3 + (i >> 1)] = (bytes[3 + (i >> 1)] ?? 0) | ((level + 8) << (i % 2 === 0 ? 0 : 4));
  }
  return bytes;
}

const row = (weight: number, ...values: number[]): TableRow => ({
  weight,
  values: Float32Array.from(values),
});

describe('a row of a table of terms', () => {
  it('is read from wherever it stands', () => {
    const bytes = new Uint8Array([9, 9, ...packed(51, 0.5, [-7, 0, 7, 1, -1]), 9]);
    const { weight, values } = tableRow(bytes, 2, 5);
    assert.equal(weight, 0.2);
    assert.deepEqual([...values], [-3.5, 0, 3.5, 0.5, -0.5]);
  });

  it('has 195 bytes at 384 dimensions', () => {
    assert.equal(rowBytes(384), 195);
  });
});

describe('the vector of terms', () => {
  it('is the mean and the weighted mean of the rows, of unit length', () => {
    const vector = termVector(row(1, 0, 1), [row(0.5, 4, 0), row(0.25, 1, 0)]);
    // 0 + (0.5 * 4 + 0.25 * 1) / 0.75 = 3, and 1.
    assert.ok(vector !== undefined);
    assert.ok(Math.abs((vector[0] ?? 0) - 3 / Math.sqrt(10)) < 1e-6);
    assert.ok(Math.abs((vector[1] ?? 0) - 1 / Math.sqrt(10)) < 1e-6);
  });

  it('is not there if nothing counts', () => {
    assert.equal(termVector(row(1, 1, 0), []), undefined);
    assert.equal(termVector(row(1, 1, 0), [row(0, 1, 0)]), undefined);
    assert.equal(termVector(row(1, 1, 0), [row(1, -1, 0)]), undefined);
  });
});
