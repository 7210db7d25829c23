// Work on many things, some of them at a time.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fewAtOnce } from '../../web/base/few-at-once.js';

describe('a few at once', () => {
  it('gives what comes of each, in order, and never has more under way', async () => {
    let now = 0;
    let most = 0;
    const results = await fewAtOnce(10, 3, async (number) => {
      most = Math.max(most, ++now);
      await setTimeout((7 * number) % 5);
      now--;
      return number * number;
    });
    assert.deepEqual(results, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
    assert.equal(most, 3);
    assert.deepEqual(await fewAtOnce(0, 3, async () => 1), []);
  });

  it('begins nothing after an error, and ends once all that was under way has ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const working = fewAtOnce(10, 3, async (number) => {
      begun.push(number);
      if (number === 1) throw new Error('no room');
      await setTimeout(10);
      ended.push(number);
    });
    await assert.rejects(working, /no room/);
    assert.deepEqual(begun, [0, 1, 2]);
    assert.deepEqual(ended, [0, 2]);
  });
});
