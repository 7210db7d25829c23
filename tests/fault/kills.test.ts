// Workers that are terminated and browsers that are killed while they save: always exactly the old or the new state.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { CrashingBrowser } from '../../tools/chromium/crashing-browser.js';
import { CrashingFirefox } from '../../tools/engines/crashing-firefox.js';
import { missingFor } from '../../tools/engines/launch.js';
import { ScriptSuite } from '../browser/fixture.js';
import type { ScriptPage } from '../browser/script-page.js';
import { randomFrom } from '../web/random.js';
import { FIGURES, report } from './figures.js';
import { type Held, heldAfter, written } from './rounds.js';

type Script = typeof import('./fault-page.js');

/** Kills come at the latest after this many times as long as a save takes. */
const BEYOND = 1.5;

/** A browser that is killed, and started again with the profile that it left. */
interface Killed {
  launch(): Promise<void>;
  newPage(): Promise<Page>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Knows the content that should be stored, and counts how often it was the old or the new state. */
class Oracle {
  #held: Held = heldAfter({}, 0);
  /** What it was before, by the round that it came with. */
  readonly #before: { round: number; held: Held }[] = [{ round: 0, held: this.#held }];
  readonly counts = { 'the old state': 0, 'the new state': 0 };
  /** How often the browser threw away all that it had. */
  lost = 0;

  /** Compares what is stored after a round that may have been saved, or must have. */
  take(round: number, stored: Held, saved: boolean): void {
    const next = heldAfter(this.#held, round);
    const isNew = written(stored) === written(next);
    if (!isNew && written(stored) !== written(this.#held))
      assert.fail(`neither old nor new after round ${round}: ${this.#explained(stored, round)}`);
    assert.ok(isNew || !saved, `what was saved in round ${round} is gone`);
    this.counts[isNew ? 'the new state' : 'the old state']++;
    if (!isNew) return;
    this.#held = next;
    this.#before.push({ round, held: next });
  }

  /** Nothing is left, as the browser says. */
  lose(stored: Held): void {
    assert.deepEqual(stored, {}, 'of a site whose databases are deleted');
    this.lost++;
    this.#held = stored;
    this.#before.length = 0;
    this.#before.push({ round: 0, held: stored });
  }

  /** What a state is that should not be: which rounds led to it. */
  #explained(stored: Held, last: number): string {
    for (const { round, held } of this.#before) {
      if (written(stored) === written(held)) return `that after round ${round}`;
      for (let other = round + 1; other <= last; other++) {
        const next = heldAfter(held, other);
        if (written(stored) === written(next)) return `that after rounds ${round} and ${other}`;
        if (other < last && written(stored) === written(heldAfter(next, last)))
          return `that after rounds ${round}, ${other} and ${last}`;
      }
    }
    const known = new Map(Object.entries(this.#held));
    const differing = Object.entries(stored).filter(([id, text]) => known.get(id) !== text);
    return `${Object.keys(stored).length} documents, ${differing.length} of them not in the old state`;
  }
}

describe('what is saved when its writer is killed', () => {
  const suite = new ScriptSuite<Script>('fault/fault-page');
  const chromium = new CrashingBrowser();
  const firefox = new CrashingFirefox();

  after(async () => {
    await chromium.close();
    await firefox.close();
  });

  it('is the old or the new state, when a worker is terminated', async () => {
    const page = await suite.open();
    await page.call('run', 'workers', 0);
    const most = BEYOND * (await typicalSave(page));
    const oracle = new Oracle();
    const random = randomFrom(1);
    for (let round = 1; round <= FIGURES.workerTerminations; round++) {
      const saved = await page.call('terminated', 'workers', round, random() * most);
      oracle.take(round, await page.call('held', 'workers'), saved);
    }
    report('workers terminated', oracle.counts);
    assert.ok(oracle.counts['the old state'] > 0 && oracle.counts['the new state'] > 0);
    assert.deepEqual(page.problems, []);
  });

  it('is the old or the new state, when Chromium is killed', () =>
    killOften('Chromium', chromium, FIGURES.chromiumKills));

  it('is the old or the new state, when Firefox is killed', { skip: missingFor('firefox') ?? false }, () =>
    killOften('Firefox', firefox, FIGURES.firefoxKills),
  );

  async function killOften(name: string, browser: Killed, kills: number): Promise<void> {
    await browser.launch();
    let page = await suite.open(await browser.newPage());
    await page.call('run', 'browsers', 0);
    const most = BEYOND * (await typicalSave(page));
    const oracle = new Oracle();
    const random = randomFrom(2);
    for (let round = 1; round <= kills; round++) {
      await page.call('begin', 'browsers', round);
      await page.page.waitForTimeout(random() * most);
      await browser.kill();
      await browser.launch();
      page = await suite.open(await browser.newPage());
      const stored = await page.call('held', 'browsers');
      if ((await page.call('told')).includes('data-lost')) oracle.lose(stored);
      else oracle.take(round, stored, false);
    }
    report(`${name} killed`, { ...oracle.counts, 'lost by the browser': oracle.lost });
  }

  async function typicalSave(page: ScriptPage<Script>): Promise<number> {
    await page.call('run', 'typical', 0);
    const times: number[] = [];
    for (let round = 1; round <= 5; round++) times.push(await page.call('saveTime', 'typical', round));
    return times.sort((left, right) => left - right)[2] ?? 0;
  }
});
