// What the measurements in Chromium share: bookmarks made through the browser's own interface, and what is stored of them.

import type { Page } from 'playwright-core';
import { createBookmarks } from '../../tools/chromium/extension-browser.js';
import type { ListedBookmark } from '../../tools/corpora/bookmarks.js';
import { clock, seconds } from './times.js';

/** Makes them, and waits until all are indexed. Says how long each took. */
export async function indexBookmarks(page: Page, bookmarks: readonly ListedBookmark[]): Promise<void> {
  const made = await clock(() => createBookmarks(page, bookmarks));
  const worded = await clock(() =>
    page.waitForFunction((count) => document.body.dataset.listed === String(count), bookmarks.length),
  );
  const indexed = await clock(() => page.waitForFunction(isIndexed, bookmarks.length));
  console.log(
    `${bookmarks.length} bookmarks made in ${seconds(made)}, words of all found after ${seconds(worded)}, ` +
      `indexed in another ${seconds(indexed)}`,
  );
}

function isIndexed(count: number): boolean {
  const { state, bookmarks } = document.body.dataset;
  return state === 'ready' && bookmarks === String(count);
}

/** What the page "What is stored" shows. */
export function stored(page: Page): Promise<unknown> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const port = chrome.runtime.connect(chrome.runtime.id, { name: 'page' });
        port.onMessage.addListener((message: { type: string; stored?: unknown }) => {
          if (message.type === 'stored') resolve(message.stored);
        });
        port.postMessage({ type: 'stored', id: 0 });
      }),
  );
}
