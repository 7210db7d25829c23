// What can become of an index's storage in Chromium: lost, evicted, full, older, half written, held by other tabs.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ScriptSuite } from './fixture.js';
import type { ScriptPage } from './script-page.js';

type Script = typeof import('./store-faults-page.js');

describe('IndexedDB store, what can become of it', () => {
  const suite = new ScriptSuite<Script>('browser/store-faults-page');
  let store: ScriptPage<Script>;

  before(async () => {
    store = await suite.open();
  });

  after(() => assert.deepEqual(store.problems, []));

  it('uses a generation that was not read back if it is whole, and else the one before', () =>
    store.call('unconfirmed'));

  it('leaves nothing of the generations before', () => store.call('leftovers'));

  it('opens a lost connection again', () => store.call('lostConnection'));

  it('tells that the browser removed the data', () => store.call('evicted'));

  it('refuses the layout of an older version, and leaves it', () => store.call('olderSchema'));

  it('lists the indexes of the site, and no other databases', async () => {
    const entry = { fingerprint: 'words', bytes: true };
    assert.deepEqual(await store.call('listed'), [
      [
        { name: 'first', generation: 1, documents: 3, passages: 3, ...entry },
        { name: 'second: ü', generation: 2, documents: 4, passages: 4, ...entry },
      ],
      ['second: ü'],
    ]);
  });

  it('keeps the texts that another tab reads, and removes them when it has gone', async () => {
    assert.deepEqual(await store.call('commitAs', 'held', false), [1]);
    const reader = await suite.open();
    assert.equal(await reader.call('holdEpoch', 'held'), 1);
    assert.deepEqual(await store.call('commitAs', 'held', true), [1, 2]);
    assert.equal(await reader.call('readHeld'), 'text 0 of 3');
    // Not even asked: the browser frees what a tab held.
    await reader.page.close();
    await store.call('untilUnread', 'held', 1);
    assert.deepEqual(await store.call('commitAs', 'held', false), [2]);
  });

  it('lets a tab write as soon as the one that was writing has gone', async () => {
    const holder = await suite.open();
    await holder.call('holdLock', 'locked');
    let written = false;
    const waiting = store.call('waitForLock', 'locked').then(() => {
      written = true;
    });
    await store.page.waitForTimeout(300);
    assert.ok(!written);
    await holder.page.close();
    await waiting;
  });

  it('tells how much room there is, and offers to keep it', async () => {
    const { usage = -1, quota = -1, persisted } = (await store.call('storageOf', 'second: ü')) ?? {};
    assert.ok(usage > 0 && quota > usage, `${usage} of ${quota}`);
    assert.equal(persisted, false);
    assert.equal(typeof (await store.call('persist')), 'boolean');
  });

  it('keeps an index in memory where the browser gives no storage, and says so', async () => {
    const page = await suite.context.newPage();
    await page.route(suite.served.url, async (route) => {
      const response = await route.fetch();
      const policy = { 'content-security-policy': 'sandbox allow-scripts' };
      // A page without an origin of its own asks for scripts as another would.
      await route.fulfill({ response, headers: { ...response.headers(), ...policy } });
    });
    await page.route(/\.(js|wasm)$/, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'access-control-allow-origin': '*' };
      await route.fulfill({ response, headers });
    });
    const sandboxed = await suite.open(page);
    const [notice, state] = await sandboxed.call('noticesOfOpen', 'private');
    assert.match(notice ?? '', /^not-stored: leann: cannot keep index "private": the browser denies/);
    assert.equal(state, '3 true');
    await page.close();
  });

  it('tries again what the quota refuses, and ends it in bounded time', () => store.call('refused'));

  it('asks the browser again how much room there is before it says that there is none', () =>
    store.call('staleEstimate'));

  it('says that there is no room where the browser was wrong about it', async () => {
    const fresh = await suite.newContext();
    const page = await fresh.newPage();
    const session = await fresh.newCDPSession(page);
    const { origin } = new URL(suite.served.url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
    const small = await suite.open(page);
    const failure = await small.call('failureBeyondEstimate', 2000, 10_000);
    assert.match(failure, /^quota-exceeded: leann: cannot save index "beyond": .*no more storage/);
    await fresh.close();
  });
});
