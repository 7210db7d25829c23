// The pictures of the extension that the stores show, 1280 × 800, from the extension itself: popup and page, with visited pages, and
// what is stored.

import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../chromium/extension-browser.js';
import { type ListedBookmark, readBookmarks, readQueries } from '../corpora/bookmarks.js';
import { buildExtension, grantBefore } from '../extension/build.js';
import { ROOT } from '../paths.js';
import { Album, PATIENCE_MS } from './album.js';

const FOLDER = `${ROOT}build/screenshots/store`;
const SIZE = { width: 1280, height: 800 };
/** Every so many-th page was visited and not bookmarked, and those that answer a question about nature. */
const VISITED = 80;
const NATURE = 'deep sea creatures that glow';
const OTHERS = /bees tell each other|bats finding|eats insects|lays its eggs|coloured lights/;

const all = readBookmarks();

export async function takeStorePictures(): Promise<void> {
  const album = new Album(`${ROOT}demo/extension/store`);
  await buildExtension(FOLDER);
  await grantBefore(FOLDER, ['history', 'tabs', 'scripting']);
  const titles = new Map(visited().map(({ url, title }) => [plain(url), title]));
  const browser = await ExtensionBrowser.start(FOLDER, (url) => {
    const title = titles.get(url);
    return title === undefined ? undefined : `<!doctype html><title>${title}</title>`;
  });
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
    await ask(page, NATURE);
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

/** Bookmarks, and pages that a tab goes to. */
async function fill(storage: Page): Promise<void> {
  await storage.waitForSelector('.sizes dd');
  await storage.click('.with-history');
  const pages = new Set(visited());
  await createBookmarks(
    storage,
    all.filter((page) => !pages.has(page)),
  );
  const tab = await storage.context().newPage();
  for (const { url } of pages) await tab.goto(plain(url));
  await tab.close();
  await storage.waitForFunction(() =>
    document.querySelector('.state')?.textContent?.includes('all are indexed'),
  );
}

function visited(): ListedBookmark[] {
  const wanted = new Set(
    readQueries().flatMap(({ query, urls }) => (query === NATURE || OTHERS.test(query) ? urls : [])),
  );
  return all.filter(({ url }, at) => at % VISITED === 0 || wanted.has(url));
}

/** The proxy sees no more of others. */
function plain(url: string): string {
  return new URL(url.replace(/^https:/, 'http:')).href;
}

async function ask(page: Page, query: string): Promise<void> {
  await page.fill('.query', query);
  await page.waitForFunction(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
  );
}
