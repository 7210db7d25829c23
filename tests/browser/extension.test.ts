// The extension as its user meets it: loaded unpacked in Chromium, with real bookmarks and the real model.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { MODEL, ROOT } from '../../tools/demo/paths.js';
import { buildExtension } from '../../tools/extension/build.js';
import { exportModel } from '../../tools/model/model-folder.js';
import { readBookmarks } from './extension-bookmarks.js';
import { ExtensionBrowser } from './extension-browser.js';

const FOLDER = `${ROOT}build/browser-tests/extension`;
const COUNT = 300;

/** Those that are looked for; the others are any. */
const MEANT = [
  'https://www.veracrypt.fr/',
  'https://medlineplus.gov/motionsickness.html',
  'https://en.wikipedia.org/wiki/Proofing_(baking_technique)',
  'https://github.com/microsoft/TypeScript',
];

const PATIENCE = { timeout: 120_000 };

interface Created {
  title: string;
  url: string;
  folders?: string[];
}

/** Makes the bookmarks through the browser's own interface, with their folders. */
async function create(page: Page, bookmarks: Created[]): Promise<void> {
  await page.evaluate(async (all) => {
    const folders = new Map<string, string>();
    for (const { title, url, folders: path = [] } of all) {
      let parentId = '1';
      let key = '';
      for (const name of path) {
        key += `/${name}`;
        const known = folders.get(key);
        parentId = known ?? (await chrome.bookmarks.create({ parentId, title: name })).id;
        folders.set(key, parentId);
      }
      await chrome.bookmarks.create({ parentId, title, url });
    }
  }, bookmarks);
}

/** Waits until all that there is can be found by meaning. */
async function indexed(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.body.dataset.state === 'ready' && document.body.dataset.bookmarks === String(wanted),
    count,
    PATIENCE,
  );
}

/** Types a query; the titles found, when the answer is final. */
async function search(page: Page, query: string): Promise<string[]> {
  await page.fill('.query', '');
  await page.locator('.query').pressSequentially(query);
  return answered(page, query);
}

async function answered(page: Page, query: string): Promise<string[]> {
  await page.waitForFunction(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
    PATIENCE,
  );
  return page.locator('.row-title').allTextContents();
}

describe('the extension', { timeout: 600_000 }, () => {
  let browser: ExtensionBrowser;
  const all = readBookmarks();
  const meant = all.filter(({ url }) => MEANT.includes(url));
  const others = all.filter(({ url }) => !MEANT.includes(url));
  const bookmarks = [...others.slice(0, COUNT - meant.length), ...meant];

  before(async () => {
    await exportModel(MODEL);
    await buildExtension(FOLDER);
    browser = await ExtensionBrowser.start(FOLDER);
  });

  after(async () => {
    await browser?.close();
  });

  test('finds words while it indexes, goes on after everything was killed, then finds meanings', async () => {
    let page = await browser.open('popup.html');
    await page.waitForSelector('text=There are no bookmarks yet');
    await create(page, bookmarks);
    await page.waitForFunction((count) => document.body.dataset.bookmarks === String(count), COUNT);
    await page.waitForSelector('.state .bar', PATIENCE);
    const [first] = await search(page, 'veracrypt disk');
    assert.match(first ?? '', /^VeraCrypt/);

    await browser.killServiceWorker();
    await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0.2, null, PATIENCE);
    await browser.killEngine();
    await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0.4, null, PATIENCE);
    await browser.crash();
    await browser.launch();
    page = await browser.open('popup.html');
    await indexed(page, COUNT);

    const found = await search(page, 'gets sick in cars and on ships');
    assert.ok(found.slice(0, 3).includes('Motion Sickness: MedlinePlus'), found.join('\n'));
    await page.close();
  });
});
