// IndexedDB in every engine: the storage contract, other tabs, and pages that go away.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveScript } from '../browser/script-page.js';
import { storeContract } from '../web/store-contract.js';
import { assertNoProblems, ENGINE, EngineSuite } from './engine-suite.js';
import { EngineScript } from './script.js';

type Script = typeof import('../browser/store-page.js');

describe(`IndexedDB in ${ENGINE}`, { timeout: 300_000 }, () => {
  const suite = new EngineSuite();
  let store: EngineScript<Script>;
  let url: string;

  const open = async () => EngineScript.open<Script>(await suite.context.newPage(), url);

  before(async () => {
    ({ url } = suite.keep(await serveScript('browser/store-page')));
    store = await open();
  });

  after(() => assertNoProblems(store.page));

  for (const [number, { name }] of storeContract.entries()) {
    it(`store: ${name}`, () => store.call('runContract', number));
  }

  it('refuses what cannot be cloned, and changes nothing', () => store.call('uncloneable'));

  it('lets go of a database that is deleted elsewhere', () => store.call('deletedElsewhere'));

  it('tells a newer layout from a damaged one', () => store.call('newerSchema'));

  it('finds records of other shapes, and leaves them', () => store.call('damagedRecords'));

  it('is shared by the tabs of an origin', async () => {
    const other = await open();
    await store.call('grow', 'tabs', 3);
    assert.equal(await other.call('describe', 'tabs'), 'generation 1, 3 documents, 6 passages');
    await other.call('grow', 'tabs', 2);
    assert.equal(await store.call('describe', 'tabs'), 'generation 2, 5 documents, 10 passages');
    await other.page.close();
  });

  it('has all of a commit or nothing when the page goes away during it', async () => {
    await store.call('grow', 'left', 10);
    for (const ms of [0, 20, 150]) {
      await store.call('startToGrow', 'left', 3000, 1000);
      await sleep(ms);
      store = await EngineScript.open<Script>(store.page, url);
      const found = await store.call('describe', 'left');
      const generation = Number(/^generation (\d+)/.exec(found)?.[1]);
      const documents = 10 + (generation - 1) * 3000;
      assert.equal(found, `generation ${generation}, ${documents} documents, ${documents * 2} passages`);
    }
  });
});
