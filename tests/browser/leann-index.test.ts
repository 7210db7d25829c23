// LeannIndex in Chromium, with the real model and IndexedDB, on a page with a strict content security policy.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ScriptSuite } from './fixture.js';
import type { ScriptPage } from './script-page.js';

type Script = typeof import('./leann-index-page.js');

/** Embedding that many, one after the other, takes many frames. */
const COUNT = 240;
const QUERIES = ['a small animal', 'an illness'];

describe('LeannIndex in a browser', () => {
  const suite = new ScriptSuite<Script>('browser/leann-index-page');
  let page: ScriptPage<Script>;

  before(async () => {
    page = await suite.open();
  });

  after(() => {
    assert.deepEqual(page.problems, []);
    assert.deepEqual(page.foreignRequests(), []);
  });

  it('opens, adds, saves, and gives the same hits after a reload', async () => {
    const documents = readGlosses({ limit: COUNT });
    const empty = await page.call('open', 'glosses');
    assert.deepEqual([empty.documents, empty.saved, empty.embedder.device], [0, false, 'wasm']);
    const phases = await page.call('add', documents);
    assert.deepEqual(phases, ['split', 'embed', 'graph', 'prune', 'codes', 'calibrate', 'words']);
    const expected = [];
    for (const query of QUERIES) expected.push(await page.call('hits', query));
    assert.ok(expected.every((hits) => hits.length === 5));
    const info = await page.call('save');
    assert.deepEqual([info.documents, info.saved, info.generation], [COUNT, true, 1]);

    page = await suite.open(page.page);
    const reopened = await page.call('open', 'glosses');
    assert.deepEqual({ ...reopened, cache: info.cache, storage: info.storage }, info);
    assert.deepEqual([reopened.cache.entries, reopened.cache.hitRate], [0, 0], 'nothing was saved of it');
    for (const [row, query] of QUERIES.entries()) {
      assert.deepEqual(await page.call('hits', query), expected[row]);
    }
  });

  it('answers from the codes first, and lets the page draw meanwhile', async () => {
    const { updates, frames } = await page.call('searchAll', 'a small animal');
    assert.equal(updates[0]?.stats.recomputed, 0);
    assert.equal(updates[0]?.hits.length, 5);
    assert.equal(updates.at(-1)?.final, true);
    assert.ok(updates.length > 2 && frames > 1, `${updates.length} updates, ${frames} frames`);
  });

  it('goes on from what another tab saved', async () => {
    const other = await suite.open();
    await other.call('open', 'glosses');
    await other.call('add', [{ id: 'theirs', text: 'a song about a river' }]);
    const adding = page.call('add', [{ id: 'mine', text: 'a bridge over a river' }]);
    await other.call('save');
    await adding;
    const info = await page.call('save');
    assert.deepEqual([info.documents, info.generation], [COUNT + 2, 3]);
    const found = (await page.call('hits', 'river music')).map(({ id }) => id);
    assert.ok(found.includes('theirs') && found.includes('mine'), found.join());
    await other.page.close();
  });

  it('refuses damaged bytes, and deletes nothing', async () => {
    const other = await suite.open();
    await other.call('open', 'damaged');
    await other.call('add', [{ id: 'a', text: 'a song about a river' }]);
    await other.call('save');
    assert.equal(await other.call('failureOfDamaged', 'damaged'), 'corrupt, bytes kept');
    await other.page.close();
  });

  it('lets go of an index that is deleted', async () => {
    const failure = await page.call('failureAfterDelete', 'glosses');
    assert.match(failure, /^closed: .*another tab deleted or replaced it/);
    await page.call('close');
    const info = await page.call('open', 'glosses');
    assert.equal(info.documents, 0);
  });
});
