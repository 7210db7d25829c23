// The pictures of the extension that the stores show, 1280 × 800, from the extension itself: popup and page, with visited pages, and
// what is stored.

import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../chromium/extension-browser.js';
import { readBookmarks } from '../corpora/bookmarks.js';
import { buildExtension, grantBefore } from '../extension/build.js';
import { ROOT } from '../paths.js';
import { Album, PATIENCE_MS } from './album.js';

const FOLDER = `${ROOT}build/screenshots/store`;
const SIZE = { width: 1280, height: 800 };
/** Every so many-th page was visited and not bookmarked. */
const VISITED = 8;

export async function takeStorePictures(): Promise<void> {
  const album = new Album(`${ROOT}demo/extension/store`);
  await buildExtension(FOLDER);
  await grantBefore(FOLDER, ['history', 'tabs', 'scripting']);
  const browser = await ExtensionBrowser.start(FOLDER);
  try {
    const storage = await browser.open('storage.html');
    storage.setDefaultTimeout(PATIENCE_MS);
    await fill(storage);
    const page = await browser.open('search.html');
    page.setDefaultTimeout(PATIENCE_MS);
    await page.setViewportSize(SIZE);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForFunction(() => document.body.dataset.state === 'ready');
    await ask(page, 'how to make bread rise');
    await album.take(page, 'meaning');
    await ask(page, 'what lives at the bottom of the sea');
    await page.click('label:has([value=history])');
    await page.waitForFunction(() => document.querySelectorAll('.row-kind').length > 0);
    await album.take(page, 'history');
    await page.click('label:has([value=""])');
    await page.emulateMedia({ colorScheme: 'dark' });
    await ask(page, 'type checker for javascript');
    await album.take(page, 'dark');
    await storage.setViewportSize(SIZE);
    await storage.emulateMedia({ colorScheme: 'light' });
    await album.take(storage, 'stored');
  } finally {
    await browser.close();
  }
}

/** With bookmarks and a history, both found. */
async function fill(storage: Page): Promise<void> {
  const all = readBookmarks();
  await storage.click('.with-history');
  await createBookmarks(
    storage,
    all.filter((_, at) => at % VISITED !== 0),
  );
  const visited = all.filter((_, at) => at % VISITED === 0);
  await storage.evaluate(async (pages) => {
    for (const { url } of pages) await chrome.history.addUrl({ url });
  }, visited);
  await storage.waitForFunction(() =>
    document.querySelector('.state')?.textContent?.includes('all are indexed'),
  );
}

async function ask(page: Page, query: string): Promise<void> {
  await page.fill('.query', query);
  await page.waitForFunction(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
  );
}
