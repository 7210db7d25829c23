// From model output to vectors: what counts, what does not, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pool } from '../../web/embed/pooling.js';

/** Two texts of three tokens of two values; the second has one token and padding. */
const output = {
  data: Float32Array.of(1, 2, 3, 4, 5, 9, 7, 1, 90, 90, 90, Number.NaN),
  dims: [2, 3, 2],
};
const plain = (vectors: Float32Array[]) => vectors.map((vector) => [...vector]);

test('the mean is that of the tokens, without padding', () => {
  assert.deepEqual(plain(pool(output, [3, 1], 'mean', false)), [
    [3, 5],
    [7, 1],
  ]);
});

test('last takes the last token before the padding', () => {
  assert.deepEqual(plain(pool(output, [3, 1], 'last', false)), [
    [5, 9],
    [7, 1],
  ]);
});

test('cls takes the first token', () => {
  assert.deepEqual(plain(pool(output, [3, 1], 'cls', false)), [
    [1, 2],
    [7, 1],
  ]);
});

test('an output that is pooled already is taken as it is', () => {
  for (const pooling of ['mean', 'cls'] as const) {
    const pooled = pool({ data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] }, [9, 5], pooling, false);
    assert.deepEqual(plain(pooled), [
      [1, 2],
      [3, 4],
    ]);
  }
});

test('unit vectors are copies of length 1', () => {
  const [vector] = pool({ data: Float32Array.of(3, 4), dims: [1, 1, 2] }, [1], 'cls', true);
  assert.deepEqual([...(vector ?? [])], [...Float32Array.of(0.6, 0.8)]);
  const [tiny] = pool({ data: Float32Array.of(1e-40, 0), dims: [1, 2] }, [1], 'mean', true);
  assert.deepEqual([...(tiny ?? [])], [1, 0]);
});

test('vectors that are not finite or zero are refused', () => {
  for (const [values, reason] of [
    [[Number.NaN, 1], 'not finite'],
    [[1, Number.POSITIVE_INFINITY], 'not finite'],
    [[0, -0], 'zero'],
  ] as const) {
    for (const normalize of [true, false]) {
      assert.throws(
        () => pool({ data: Float32Array.from(values), dims: [1, 1, 2] }, [1], 'mean', normalize),
        {
          code: 'embedding-failed',
          message: `leann: cannot embed text: the vector is ${reason}`,
        },
      );
    }
  }
});

test('an output with fewer rows than texts is refused', () => {
  assert.throws(() => pool({ data: new Float32Array(0), dims: [1, 1, 0] }, [1], 'cls', true), {
    code: 'embedding-failed',
  });
  assert.throws(() => pool({ data: Float32Array.of(1, 2), dims: [1, 2] }, [1, 1], 'mean', true), {
    code: 'embedding-failed',
  });
});
