// IndexedDB in Chromium: the storage contract, quota, other tabs, and crashes.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Served } from '../../cli/static-server.js';
import { CrashingBrowser } from '../../tools/chromium/crashing-browser.js';
import { storeContract } from '../web/store-contract.js';
import { ScriptSuite } from './fixture.js';
import { ScriptPage, serveScript } from './script-page.js';

type Script = typeof import('./store-page.js');
type StorePage = ScriptPage<Script>;

describe('IndexedDB store', () => {
  const suite = new ScriptSuite<Script>('browser/store-page');
  let store: StorePage;

  before(async () => {
    store = await suite.open();
  });

  after(() => assert.deepEqual(store.problems, []));

  for (const [number, { name }] of storeContract.entries()) {
    it(name, () => store.call('runContract', number));
  }

  it('refuses what cannot be cloned, and changes nothing', () => store.call('uncloneable'));

  it('lets go of a database that is deleted elsewhere', () => store.call('deletedElsewhere'));

  it('tells a newer layout from a damaged one', () => store.call('newerSchema'));

  it('finds records of other shapes, and leaves them', () => store.call('damagedRecords'));

  it('is shared by the tabs of an origin', async () => {
    const left = await suite.open();
    const right = await suite.open();
    await left.call('grow', 'tabs', 3);
    assert.equal(await right.call('describe', 'tabs'), 'generation 1, 3 documents, 6 passages');
    await right.call('grow', 'tabs', 2);
    assert.equal(await left.call('describe', 'tabs'), 'generation 2, 5 documents, 10 passages');
    await Promise.all([left.page.close(), right.page.close()]);
  });

  it('says that there is no room, and keeps the state before', async () => {
    const fresh = await suite.newContext();
    const page = await fresh.newPage();
    // Before the first use: Chromium remembers for a while how much room there was.
    const session = await fresh.newCDPSession(page);
    const { origin } = new URL(suite.served.url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
    const small = await suite.open(page);
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
    const page = await suite.context.newPage();
    await page.route('**', async (route) => {
      const response = await route.fetch();
      // To such a page, its own server is foreign, for its policy too.
      const body = (await response.text()).replace(/<meta http-equiv.*>/, '');
      const headers = {
        'content-security-policy': 'sandbox allow-scripts',
        'access-control-allow-origin': '*',
      };
      await route.fulfill({ response, body, headers: { ...response.headers(), ...headers } });
    });
    const sandboxed = await suite.open(page);
    const failure = await sandboxed.call('failureOfOpen', 'x');
    assert.match(failure, /^storage-unavailable: leann: cannot open index "x": the browser denies/);
    await page.close();
  });

  it('has all of a commit or nothing when the page goes away during it', async () => {
    await store.call('grow', 'left', 10);
    for (const ms of [0, 5, 20, 60, 150]) {
      await store.call('startToGrow', 'left', 3000, 1000);
      await store.page.waitForTimeout(ms);
      store = await suite.open(store.page);
      const found = await store.call('describe', 'left');
      const generation = Number(/^generation (\d+)/.exec(found)?.[1]);
      const documents = 10 + (generation - 1) * 3000;
      assert.equal(found, `generation ${generation}, ${documents} documents, ${documents * 2} passages`);
    }
  });
});

describe('IndexedDB store in a browser that is killed', () => {
  const browser = new CrashingBrowser();
  let served: Served;

  before(async () => {
    served = await serveScript('browser/store-page');
  });

  after(async () => {
    await served.close();
    await browser.close();
  });

  it('has what was committed, and nothing of what was not', async () => {
    await browser.launch();
    let store: StorePage = await ScriptPage.open(await browser.newPage(), served);
    await store.call('grow', 'killed', 500);
    await browser.kill();

    await browser.launch();
    store = await ScriptPage.open(await browser.newPage(), served);
    assert.equal(await store.call('describe', 'killed'), 'generation 1, 500 documents, 1000 passages');
    await store.call('startToGrow', 'killed', 20_000, 500);
    await store.page.waitForTimeout(100);
    await browser.kill();

    await browser.launch();
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
