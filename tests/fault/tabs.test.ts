// Two tabs that write the same index at the same time, and one that waits for a tab that dies.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScriptSuite } from '../browser/fixture.js';
import { FIGURES, report } from './figures.js';

describe('two tabs', () => {
  const suite = new ScriptSuite<typeof import('./fault-page.js')>('fault/fault-page');

  it('lose no update of each other', async () => {
    const rounds = FIGURES.tabRounds;
    const pages = await Promise.all([suite.open(), suite.open()]);
    await pages[0].call('run', 'two', 0);
    await Promise.all(pages.map((page, side) => page.call('writeRounds', 'two', `tab${side}`, rounds)));
    const held = await pages[1].call('held', 'two');
    let lost = 0;
    let wrong = 0;
    for (const who of ['tab0', 'tab1']) {
      for (let round = 0; round < rounds; round++) {
        const deleted = round % 5 === 0 && round + 5 < rounds;
        const text = held[`${who} ${round}`];
        if (deleted && text !== undefined) wrong++;
        else if (!deleted && text !== `rain of ${who} number${round}`) lost++;
      }
    }
    report('two tabs writing', { rounds, 'updates lost': lost, 'deletions undone': wrong });
    assert.deepEqual([lost, wrong], [0, 0]);
    assert.match(held.both ?? '', new RegExp(`number${rounds - 1}$`));
    for (const page of pages) {
      assert.deepEqual(page.problems, []);
      await page.page.close();
    }
  });

  it('follow each other at once when one dies', async () => {
    const [holder, next] = await Promise.all([suite.open(), suite.open()]);
    await holder.call('hold', 'dying');
    const turn = next.call('takeTurn', 'dying');
    await next.page.waitForTimeout(200);
    const died = Date.now();
    await holder.page.close();
    const ms = (await turn) - died;
    report('a dead tab', { 'milliseconds until its lock was free': ms });
    assert.ok(ms >= 0);
    assert.equal((await next.call('held', 'dying')).mine, undefined);
    await next.page.close();
  });
});
