// Pictures of the extension: without bookmarks, while it indexes, in popup and page, what it stores, and when it fails.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../chromium/extension-browser.js';
import { readBookmarks } from '../corpora/bookmarks.js';
import { buildExtension } from '../extension/build.js';
import { ROOT } from '../paths.js';
import { type Album, PATIENCE_MS } from './album.js';

const FOLDER = `${ROOT}build/screenshots/extension`;

const POPUP = { width: 480, height: 528 };
const WIDE = { width: 1200, height: 800 };
const PHONE = { width: 360, height: 760 };

const WARM_UP = 'growing tomatoes on a balcony';
const POPUP_QUERY = 'how to make bread rise';
const PAGE_QUERY = 'type checker for javascript';
/** Asked while most can be found by words only. */
const WORDS_QUERY = 'python';
/** Share of the bookmarks that are indexed then. */
const INDEXED = 0.1;

/** Two that the model is not needed for. */
const YEAST = ['Yeast', "Baker's yeast"].map((name) => ({
  title: `${name} - Wikipedia`,
  url: `https://en.wikipedia.org/wiki/${name.replace(' ', '_')}`,
}));

/** Builds the extension and takes them. */
export async function takeExtensionPictures(album: Album): Promise<void> {
  await withExtension(async (browser) => {
    const popup = await open(browser, 'popup.html', POPUP);
    await popup.waitForSelector('text=There are no bookmarks yet');
    await album.take(popup, 'extension-empty');
    await takeIndexing(popup, album);
    await ask(popup, WARM_UP);
    await ask(popup, POPUP_QUERY);
    await album.take(popup, 'extension-popup-light');
    await popup.emulateMedia({ colorScheme: 'dark' });
    await album.take(popup, 'extension-popup-dark');
    await popup.close();
    await takePage(browser, album);
    await takeStorage(browser, album);
  });
  await takeError(album);
}

/** Makes the bookmarks, takes a picture while they are indexed, and waits until that is done. */
async function takeIndexing(popup: Page, album: Album): Promise<void> {
  const bookmarks = readBookmarks();
  await createBookmarks(popup, bookmarks);
  await popup.waitForFunction((share) => (document.querySelector('progress')?.value ?? 0) > share, INDEXED);
  await ask(popup, WORDS_QUERY);
  await album.take(popup, 'extension-indexing');
  const count = String(bookmarks.length);
  await popup.waitForFunction(
    (wanted) => document.body.dataset.state === 'ready' && document.body.dataset.bookmarks === wanted,
    count,
  );
}

async function takePage(browser: ExtensionBrowser, album: Album): Promise<void> {
  const page = await open(browser, 'search.html', WIDE);
  await ask(page, WARM_UP);
  await ask(page, PAGE_QUERY);
  await album.take(page, 'extension-page-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await album.take(page, 'extension-page-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  await album.take(page, 'extension-page-narrow');
  await page.close();
}

async function takeStorage(browser: ExtensionBrowser, album: Album): Promise<void> {
  const page = await open(browser, 'storage.html', { width: 900, height: 900 });
  await page.waitForSelector('text=/bytes each/');
  await album.take(page, 'extension-storage-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(PHONE);
  await album.take(page, 'extension-storage-narrow-dark');
  await page.close();
}

/** With a model that is none. */
async function takeError(album: Album): Promise<void> {
  const spoil = () => writeFile(join(FOLDER, 'model/encoder.bin'), 'no model');
  await withExtension(async (browser) => {
    const popup = await open(browser, 'popup.html', POPUP);
    await createBookmarks(popup, YEAST);
    await popup.waitForSelector('text=/Found by words only/');
    await ask(popup, 'yeast');
    await album.take(popup, 'extension-error');
  }, spoil);
}

async function withExtension(
  use: (browser: ExtensionBrowser) => Promise<void>,
  prepare: () => Promise<void> = async () => {},
): Promise<void> {
  await buildExtension(FOLDER);
  await prepare();
  const browser = await ExtensionBrowser.start(FOLDER);
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

/** A page of the extension, in light colours and without scrollbars. */
async function open(
  browser: ExtensionBrowser,
  name: string,
  viewport: { width: number; height: number },
): Promise<Page> {
  const page = await browser.open(name);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: 'light' });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setScrollbarsHidden', { hidden: true });
  return page;
}

/** Resolves when the last answer is there. */
async function ask(page: Page, query: string): Promise<void> {
  await page.fill('.query', query);
  await page.waitForFunction(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
  );
}
