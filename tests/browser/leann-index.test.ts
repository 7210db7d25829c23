// LeannIndex in Chromium, with the real model and IndexedDB, on a page with a strict content security policy.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { glosses } from '../web/glosses.js';
import type * as leannIndexPage from './leann-index-page.js';
import { CHROMIUM, type ServedPage, servePage } from './served-page.js';

declare global {
  /** The exports of leann-index-page.ts, in the page. */
  var leannPage: typeof leannIndexPage;
}

const QUERIES = ['a small animal', 'an illness'];

describe('LeannIndex in a browser', () => {
  let served: ServedPage;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    served = await servePage('leann-index-page', 'leannPage');
    browser = await chromium.launch(CHROMIUM);
    context = await browser.newContext();
    page = await newPage();
  });

  after(async () => {
    await browser.close();
    await served.close();
    assert.deepEqual(complaints, []);
  });

  async function newPage(): Promise<Page> {
    const opened = await context.newPage();
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await opened.goto(served.url);
    return opened;
  }

  it('opens, adds, saves, and gives the same hits after a reload', async () => {
    const documents = await glosses(60);
    const empty = await page.evaluate(() => leannPage.open('glosses'));
    assert.deepEqual([empty.documents, empty.saved, empty.embedder.device], [0, false, 'wasm']);
    const phases = await page.evaluate((all) => leannPage.add(all), documents);
    assert.deepEqual(phases, ['split', 'embed', 'graph', 'prune', 'codes']);
    const expected = [];
    for (const query of QUERIES) expected.push(await page.evaluate((text) => leannPage.hits(text), query));
    assert.ok(expected.every((hits) => hits.length === 5));
    const info = await page.evaluate(() => leannPage.save());
    assert.deepEqual([info.documents, info.saved, info.generation], [60, true, 1]);

    await page.reload();
    assert.deepEqual(await page.evaluate(() => leannPage.open('glosses')), info);
    for (const [row, query] of QUERIES.entries()) {
      assert.deepEqual(await page.evaluate((text) => leannPage.hits(text), query), expected[row]);
    }
  });

  it('answers from the codes first, and lets the page draw meanwhile', async () => {
    const { updates, frames } = await page.evaluate(() => leannPage.search('a small animal'));
    assert.equal(updates[0]?.stats.recomputed, 0);
    assert.equal(updates[0]?.hits.length, 5);
    assert.equal(updates.at(-1)?.final, true);
    assert.ok(updates.length > 2 && frames > 2, `${updates.length} updates, ${frames} frames`);
  });

  it('does not overwrite what another tab saved', async () => {
    const other = await newPage();
    await other.evaluate(() => leannPage.open('glosses'));
    await other.evaluate(() => leannPage.add([{ id: 'theirs', text: 'a song about a river' }]));
    await other.evaluate(() => leannPage.save());
    await page.evaluate(() => leannPage.add([{ id: 'mine', text: 'a bridge over a river' }]));
    assert.match(
      await page.evaluate(() => leannPage.failureOfSave()),
      /^storage-failed: .*changed elsewhere/,
    );
    await page.evaluate(() => leannPage.close());
    const info = await page.evaluate(() => leannPage.open('glosses'));
    assert.deepEqual([info.documents, info.generation], [61, 2]);
    const [hit] = await page.evaluate(() => leannPage.hits('river music'));
    assert.equal(hit?.id, 'theirs');
    await other.close();
  });

  it('refuses damaged bytes, and deletes nothing', async () => {
    const other = await newPage();
    await other.evaluate(() => leannPage.open('damaged'));
    await other.evaluate(() => leannPage.add([{ id: 'a', text: 'a song about a river' }]));
    await other.evaluate(() => leannPage.save());
    assert.equal(await other.evaluate(() => leannPage.failureOfDamaged('damaged')), 'corrupt, bytes kept');
    await other.close();
  });

  it('lets go of an index that is deleted', async () => {
    const failure = await page.evaluate(() => leannPage.failureAfterDelete('glosses'));
    assert.match(failure, /^closed: .*another tab deleted or replaced it/);
    await page.evaluate(() => leannPage.close());
    const info = await page.evaluate(() => leannPage.open('glosses'));
    assert.equal(info.documents, 0);
  });
});
