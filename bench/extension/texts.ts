// Bookmarks with the texts of their pages, in Chromium: the same questions with no site allowed, and with those sites allowed
// that pages are at hand of. They are served at their own addresses, and the extension reads them as it reads any.

import { cp, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { type ListedBookmark, readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';
import { extensionFolder, grantBefore } from '../../tools/extension/build.js';
import { ROOT } from '../../tools/paths.js';
import { indexBookmarks, stored } from './chromium.js';
import { changed, judgeAll } from './judging.js';
import { readPageTexts } from './page-texts.js';
import { clock, seconds } from './times.js';
import { titleQueries } from './title-queries.js';

const READING = `${ROOT}build/bench-extension-reading`;
const HOUR = 3_600_000;
/** The engine gathers what was read for 3 s before it indexes it. */
const GATHERED_MS = 10_000;

export async function measureTexts(): Promise<void> {
  const bookmarks = readBookmarks();
  const pages = readPageTexts(bookmarks.map(({ url }) => url));
  const sites = [...new Set([...pages.keys()].map((url) => new URL(url).host))];
  console.log(`${pages.size} pages of ${sites.join(', ')}`);
  const asks = [
    { what: 'questions: what a page with a text is about', queries: withText('page-queries', pages) },
    { what: 'questions: something that the text says', queries: withText('page-details', pages) },
    { what: 'questions about pages of all sites', queries: readQueries() },
    { what: 'titles, one or two words', queries: titleQueries(bookmarks) },
  ];
  const off = await inBrowser({ folder: extensionFolder('chromium'), bookmarks, pages: new Map() }, (page) =>
    judgeAll(page, asks, ', texts off'),
  );
  await rm(READING, { recursive: true, force: true });
  await cp(extensionFolder('chromium'), READING, { recursive: true });
  const origins = sites.map((site) => `*://${site}/*`);
  await grantBefore(READING, [], origins);
  const on = await inBrowser({ folder: READING, bookmarks, pages }, (page) =>
    judgeAll(page, asks, ', texts on'),
  );
  for (const [at, { what, queries }] of asks.entries())
    console.log(`${what}, with texts: ${changed(queries, off[at] ?? [], on[at] ?? [])}`);
}

interface Setting {
  folder: string;
  bookmarks: readonly ListedBookmark[];
  /** What can be read, by address. */
  pages: ReadonlyMap<string, string>;
}

/** Does the work in the popup once all is indexed. */
async function inBrowser<Result>(
  { folder, bookmarks, pages }: Setting,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const browser = await ExtensionBrowser.start(folder, { answer: (url) => pages.get(url), secure: true });
  try {
    const page = await browser.open('popup.html');
    page.setDefaultTimeout(HOUR);
    await indexBookmarks(page, bookmarks);
    if (pages.size > 0) {
      const read = await clock(() =>
        page.waitForFunction((count) => document.body.dataset.pages === String(count), pages.size),
      );
      await pause(GATHERED_MS);
      const indexed = await clock(() => page.waitForFunction(() => document.body.dataset.state === 'ready'));
      console.log(`texts read in another ${seconds(read)}, indexed in another ${seconds(indexed)}`);
    }
    console.log(JSON.stringify(await stored(page)));
    const result = await work(page);
    console.log(`${browser.requests.length} requests for ${new Set(browser.requests).size} addresses`);
    for (const problem of new Set(browser.problems)) console.log(problem);
    return result;
  } finally {
    await browser.close();
  }
}

/** The questions that a page with a text answers. */
function withText(list: 'page-queries' | 'page-details', pages: ReadonlyMap<string, string>) {
  return readQueries(list).filter(({ urls }) => urls.some((url) => pages.has(url)));
}
