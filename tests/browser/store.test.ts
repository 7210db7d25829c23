// IndexedDB in Chromium: the storage contract, quota, other tabs, and crashes.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { storeContract } from '../web/store-contract.js';
import { CrashingBrowser } from './crashing-browser.js';
import { CHROMIUM, type ServedPage, servePage } from './served-page.js';
import type * as storePage from './store-page.js';

declare global {
  /** The exports of store-page.ts, in the page. */
  var store: typeof storePage;
}

describe('IndexedDB store', () => {
  let served: ServedPage;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    served = await servePage('store-page', 'store');
    browser = await chromium.launch(CHROMIUM);
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(served.url);
  });

  after(async () => {
    await browser.close();
    await served.close();
    assert.deepEqual(errors, [], 'errors that nobody caught');
  });

  for (const [number, { name }] of storeContract.entries()) {
    it(name, () => page.evaluate((row) => store.runContract(row), number));
  }

  it('refuses what cannot be cloned, and changes nothing', () => page.evaluate(() => store.uncloneable()));

  it('lets go of a database that is deleted elsewhere', () => page.evaluate(() => store.deletedElsewhere()));

  it('tells a newer layout from a damaged one', () => page.evaluate(() => store.newerSchema()));

  it('finds records of other shapes, and leaves them', () => page.evaluate(() => store.damagedRecords()));

  it('is shared by the tabs of an origin', async () => {
    const context = await browser.newContext();
    const [left, right] = [await context.newPage(), await context.newPage()];
    await Promise.all([left.goto(served.url), right.goto(served.url)]);
    await left.evaluate(() => store.grow('tabs', 3));
    assert.equal(await right.evaluate(() => store.describe('tabs')), 'generation 1, 3 documents, 6 passages');
    await right.evaluate(() => store.grow('tabs', 2));
    assert.equal(await left.evaluate(() => store.describe('tabs')), 'generation 2, 5 documents, 10 passages');
    await context.close();
  });

  it('says that there is no room, and keeps the state before', async () => {
    const context = await browser.newContext();
    const small = await context.newPage();
    await small.goto(served.url);
    // Before the first use: Chromium remembers for a while how much room there was.
    const session = await context.newCDPSession(small);
    const { origin } = new URL(served.url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
    await small.evaluate(() => store.grow('full', 10));
    const failure = await small.evaluate(() => store.failureOfGrow('full', 2000, 5000));
    assert.match(failure, /^quota-exceeded: leann: cannot save index "full": .*no more storage/);
    assert.equal(
      await small.evaluate(() => store.describe('full')),
      'generation 1, 10 documents, 20 passages',
    );
    await small.evaluate(() => store.grow('full', 5));
    assert.equal(
      await small.evaluate(() => store.describe('full')),
      'generation 2, 15 documents, 30 passages',
    );
    await context.close();
  });

  it('says that a page without an origin has no storage', async () => {
    const sandboxed = await browser.newPage();
    await sandboxed.goto(`${served.url}?sandbox`);
    const failure = await sandboxed.evaluate(() => store.failureOfOpen('x'));
    assert.match(failure, /^storage-unavailable: leann: cannot open index "x": the browser denies/);
    await sandboxed.close();
  });

  it('has all of a commit or nothing when the page goes away during it', async () => {
    await page.evaluate(() => store.grow('left', 10));
    for (const ms of [0, 5, 20, 60, 150]) {
      await page.evaluate(() => void store.grow('left', 3000, 1000));
      await page.waitForTimeout(ms);
      await page.reload();
      const found = await page.evaluate(() => store.describe('left'));
      const generation = Number(/^generation (\d+)/.exec(found)?.[1]);
      const documents = 10 + (generation - 1) * 3000;
      assert.equal(found, `generation ${generation}, ${documents} documents, ${documents * 2} passages`);
    }
  });
});

describe('IndexedDB store in a browser that is killed', () => {
  let served: ServedPage;
  let profile = '';

  before(async () => {
    served = await servePage('store-page', 'store');
    profile = await mkdtemp(join(tmpdir(), 'leann-profile-'));
  });

  after(async () => {
    await served.close();
    await rm(profile, { recursive: true, maxRetries: 5 });
  });

  it('has what was committed, and nothing of what was not', async () => {
    let browser = await CrashingBrowser.start(profile);
    let page = await browser.newPage(served.url);
    await page.evaluate(() => store.grow('killed', 500));
    await browser.kill();

    browser = await CrashingBrowser.start(profile);
    page = await browser.newPage(served.url);
    assert.equal(
      await page.evaluate(() => store.describe('killed')),
      'generation 1, 500 documents, 1000 passages',
    );
    await page.evaluate(() => void store.grow('killed', 20_000, 500));
    await page.waitForTimeout(100);
    await browser.kill();

    browser = await CrashingBrowser.start(profile);
    page = await browser.newPage(served.url);
    const found = await page.evaluate(() => store.describe('killed'));
    await browser.kill();
    assert.ok(
      [
        'generation 1, 500 documents, 1000 passages',
        'generation 2, 20500 documents, 41000 passages',
      ].includes(found),
      found,
    );
  });
});
