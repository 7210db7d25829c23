// Batches of texts: of like length where padding costs time, full where it does not.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planBatches } from '../../web/embed/batch-plan.js';

const LENGTHS = [200, 10, 100, 11, 190, 12, 95, 9, 12];

describe('a plan of batches', () => {
  it('puts texts of like length together, shortest first', () => {
    assert.deepEqual(planBatches(LENGTHS, 8), [
      [7, 1, 3, 5, 8],
      [6, 2],
      [4, 0],
    ]);
  });

  it('fills batches where nothing is padded', () => {
    assert.deepEqual(planBatches(LENGTHS, 8, 1), [[7, 1, 3, 5, 8, 6, 2, 4], [0]]);
    assert.deepEqual(planBatches([], 8, 1), []);
  });
});
