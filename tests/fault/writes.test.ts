// A save in which any one request fails: the stored index is exactly the old one or the new one, and can be saved again.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ScriptSuite } from '../browser/fixture.js';
import type { ScriptPage } from '../browser/script-page.js';
import type { Fault } from './fault-page.js';
import { FIGURES, report } from './figures.js';
import { type Held, heldAfter, written } from './rounds.js';

type Script = typeof import('./fault-page.js');

/** Append, rewrite from codes, rewrite by building again. */
const ROUNDS = [1, 4, 7];
const FAULTS: Fault[] = ['throw', 'quota', 'full', 'abort', 'lie', 'read'];

describe('a save in which a request fails', () => {
  const suite = new ScriptSuite<Script>('fault/fault-page');
  let page: ScriptPage<Script>;

  before(async () => {
    page = await suite.open();
  });

  after(() => assert.deepEqual(page.problems, []));

  /** Fails one request after the other, from `first` on, until the save has no more. */
  async function failEach(
    fault: Fault,
    round: number | 'first',
    first: number,
  ): Promise<Record<string, number>> {
    const counts = { requests: 0, old: 0, new: 0 };
    for (let n = first; ; n += FIGURES.requestStep) {
      const name = `${fault} ${round} ${n}`;
      let old: Held = {};
      if (round !== 'first') {
        await page.call('run', name, 0);
        old = heldAfter(old, 0);
      }
      const number = round === 'first' ? 0 : round;
      const next = heldAfter(old, number);
      const { hit, failure, stored, again } = await page.call('faulty', name, number, fault, n);
      const what = `${fault} at request ${n} of round ${round}: ${failure}`;
      assert.equal(written(stored), written(failure === undefined ? next : old), what);
      assert.equal(written(again), written(next), what);
      if (fault === 'quota') assert.equal(failure, undefined, what);
      if (fault === 'full' && failure !== undefined) assert.match(failure, /^quota-exceeded/, what);
      if (!hit) {
        assert.equal(failure, undefined, what);
        return counts;
      }
      counts.requests++;
      counts[failure === undefined ? 'new' : 'old']++;
    }
  }

  for (const [row, fault] of FAULTS.entries()) {
    it(`holds the old or the new state, whichever fails: ${fault}`, async () => {
      for (const round of ['first', ...ROUNDS] as const) {
        report(`${fault}, round ${round}`, await failEach(fault, round, 1 + (row % FIGURES.requestStep)));
      }
    });
  }
});
