// IndexedDB in Chromium: the storage contract, quota, other tabs, and crashes.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { storeContract } from '../web/store-contract.js';
import { launchChromium, ScriptPage, type ServedScript, serveScript } from './chromium.js';
import { CrashingBrowser } from './crashing-browser.js';

type StorePage = ScriptPage<typeof import('./store-page.js')>;

describe('IndexedDB store', () => {
  let served: ServedScript;
  let browser: Browser;
  let context: BrowserContext;
  let store: StorePage;

  before(async () => {
    served = await serveScript('store-page');
    browser = await launchChromium();
    context = await browser.newContext();
    store = await ScriptPage.open(await context.newPage(), served);
  });

  after(async () => {
    await browser.close();
    await served.close();
    assert.deepEqual(store.problems, []);
  });

  for (const [number, { name }] of storeContract.entries()) {
    it(name, () => store.call('runContract', number));
  }

  it('refuses what cannot be cloned, and changes nothing', () => store.call('uncloneable'));

  it('lets go of a database that is deleted elsewhere', () => store.call('deletedElsewhere'));

  it('tells a newer layout from a damaged one', () => store.call('newerSchema'));

  it('finds records of other shapes, and leaves them', () => store.call('damagedRecords'));

  it('is shared by the tabs of an origin', async () => {
    const left: StorePage = await ScriptPage.open(await context.newPage(), served);
    const right: StorePage = await ScriptPage.open(await context.newPage(), served);
    await left.call('grow', 'tabs', 3);
    assert.equal(await right.call('describe', 'tabs'), 'generation 1, 3 documents, 6 passages');
    await right.call('grow', 'tabs', 2);
    assert.equal(await left.call('describe', 'tabs'), 'generation 2, 5 documents, 10 passages');
    await Promise.all([left.page.close(), right.page.close()]);
  });

  it('says that there is no room, and keeps the state before', async () => {
    const fresh = await browser.newContext();
    const page = await fresh.newPage();
    // Before the first use: Chromium remembers for a while how much room there was.
    const session = await fresh.newCDPSession(page);
    const { origin } = new URL(served.url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
    const small: StorePage = await ScriptPage.open(page, served);
    await small.call('grow', 'full', 10);
    const failure = await small.call('failureOfGrow', 'full', 2000, 5000);
    assert.match(failure, /^quota-exceeded: leann: cannot save index "full": .*no more storage/);
    assert.equal(await small.call('describe', 'full'), 'generation 1, 10 documents, 20 passages');
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await small.call('grow', 'full', 5);
    assert.equal(await small.call('describe', 'full'), 'generation 2, 15 documents, 30 passages');
    await fresh.close();
  });

  it('says that a page without an origin has no storage', async () => {
    const page = await context.newPage();
    await page.route('**', async (route) => {
      const response = await route.fetch();
      // What is from this server is foreign to such a page, for its policy too.
      const body = (await response.text()).replace(/<meta http-equiv.*>/, '');
      const headers = {
        'content-security-policy': 'sandbox allow-scripts',
        'access-control-allow-origin': '*',
      };
      await route.fulfill({ response, body, headers: { ...response.headers(), ...headers } });
    });
    const sandboxed: StorePage = await ScriptPage.open(page, served);
    const failure = await sandboxed.call('failureOfOpen', 'x');
    assert.match(failure, /^storage-unavailable: leann: cannot open index "x": the browser denies/);
    await page.close();
  });

  it('has all of a commit or nothing when the page goes away during it', async () => {
    await store.call('grow', 'left', 10);
    for (const ms of [0, 5, 20, 60, 150]) {
      await store.call('startToGrow', 'left', 3000, 1000);
      await store.page.waitForTimeout(ms);
      store = await ScriptPage.open(store.page, served);
      const found = await store.call('describe', 'left');
      const generation = Number(/^generation (\d+)/.exec(found)?.[1]);
      const documents = 10 + (generation - 1) * 3000;
      assert.equal(found, `generation ${generation}, ${documents} documents, ${documents * 2} passages`);
    }
  });
});

describe('IndexedDB store in a browser that is killed', () => {
  let served: ServedScript;
  let profile = '';

  before(async () => {
    served = await serveScript('store-page');
    profile = await mkdtemp(join(tmpdir(), 'leann-profile-'));
  });

  after(async () => {
    await served.close();
    await rm(profile, { recursive: true, maxRetries: 5 });
  });

  it('has what was committed, and nothing of what was not', async () => {
    let browser = await CrashingBrowser.start(profile);
    let store: StorePage = await ScriptPage.open(await browser.newPage(), served);
    await store.call('grow', 'killed', 500);
    await browser.kill();

    browser = await CrashingBrowser.start(profile);
    store = await ScriptPage.open(await browser.newPage(), served);
    assert.equal(await store.call('describe', 'killed'), 'generation 1, 500 documents, 1000 passages');
    await store.call('startToGrow', 'killed', 20_000, 500);
    await store.page.waitForTimeout(100);
    await browser.kill();

    browser = await CrashingBrowser.start(profile);
    store = await ScriptPage.open(await browser.newPage(), served);
    const found = await store.call('describe', 'killed');
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
