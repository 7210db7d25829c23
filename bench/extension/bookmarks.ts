// Bookmarks alone, in Chromium: the judged questions and words of titles, how soon answers come, and what is stored.

import type { Page } from 'playwright-core';
import { ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';
import { extensionFolder } from '../../tools/extension/build.js';
import { askAll } from './asking.js';
import { indexBookmarks, stored } from './chromium.js';
import { judge, methodsOf } from './judging.js';
import { times } from './times.js';
import { titleQueries } from './title-queries.js';

const HOUR = 3_600_000;
const COLD_TIMES = 5;

export async function measureBookmarks(): Promise<void> {
  const browser = await ExtensionBrowser.start(extensionFolder('chromium'));
  try {
    await measure(browser);
  } finally {
    await browser.close();
  }
}

async function measure(browser: ExtensionBrowser): Promise<void> {
  const bookmarks = readBookmarks();
  const questions = readQueries();
  const page = await browser.open('popup.html');
  page.setDefaultTimeout(HOUR);
  await indexBookmarks(page, bookmarks);
  const asked = await askAll(page, questions);
  const own: string[][] = [];
  for (const { query } of questions) own.push(await browsersOwn(page, query));
  judge('questions', questions, { "the browser's own bookmarks.search": own, ...methodsOf(asked) });
  const titles = titleQueries(bookmarks);
  judge('titles, one or two words', titles, methodsOf(await askAll(page, titles)));
  times('since the key press', asked);

  console.log(JSON.stringify(await stored(page)));
  for (let time = 0; time < COLD_TIMES; time++) {
    await browser.killEngine();
    const cold = await browser.open('popup.html');
    times('cold: engine and model not loaded', await askAll(cold, questions.slice(time, time + 1)));
    await cold.close();
  }
  console.log(`requests: ${browser.requests.length}, problems: ${browser.problems.length}`);
  for (const problem of browser.problems) console.log(problem);
}

function browsersOwn(page: Page, query: string): Promise<string[]> {
  return page.evaluate(
    async (text) => (await chrome.bookmarks.search(text)).map(({ url }) => url ?? ''),
    query,
  );
}
