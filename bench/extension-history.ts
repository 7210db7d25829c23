// Measures the extension in Firefox with a long history: 50,000 pages with definitions as titles, unless another number is given.
// How soon their words are found, how long all take to index, and what somebody who searches meanwhile notices of it.
// Run as: node dist/bench/extension-history.js [COUNT], after npm run extension

import { extensionFolder } from '../tools/extension/build.js';
import type { BidiPage } from '../tools/firefox/bidi-page.js';
import { ExtensionFirefox } from '../tools/firefox/extension-firefox.js';
import { type Asked, ask } from './extension/asking.js';
import { findHistory, glossPages, visit } from './extension/places.js';
import { clock, seconds, times } from './extension/times.js';

const count = Number(process.argv[2] ?? 50_000);
const HOUR = 3_600_000;
const ASK_EVERY_MS = 3000;
const QUESTIONS = [
  'morbid fear of spiders',
  'a place where bread is made',
  'to look for something',
  'very cold',
];

/** What is used of Firefox's own modules. */
declare const ChromeUtils: {
  importESModule(url: string): {
    PlacesUtils: { history: { removeByFilter(filter: object): unknown } };
  };
};

const pages = glossPages(count);
const firefox = await ExtensionFirefox.start(extensionFolder('firefox'));
try {
  await findHistory(firefox);
  const page = await firefox.open('search.html');
  await watchFrames(page);
  console.log(`${count} pages visited in ${seconds(await clock(() => visit(firefox, pages)))}`);
  const worded = await clock(() =>
    page.until((all) => Number(document.body.dataset.listed) >= all, count, HOUR),
  );
  console.log(`words of all found ${seconds(worded)} after that`);
  await whileIndexing(page);
  await forgetting(page);
} finally {
  await firefox.close();
}

/** Asks again and again until all is indexed. */
async function whileIndexing(page: BidiPage): Promise<void> {
  const asked: Asked[] = [];
  const began = performance.now();
  while (!(await page.evaluate(() => document.body.dataset.state === 'ready', null))) {
    asked.push(await ask(page, QUESTIONS[asked.length % QUESTIONS.length] ?? ''));
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  console.log(
    `indexed in another ${seconds(performance.now() - began)}, while ${asked.length} questions were asked`,
  );
  times('meanwhile', asked);
  const gaps = await page.evaluate(() => Reflect.get(globalThis, 'gaps') as number[], null);
  console.log(
    `the page stood still for 100 ms or more ${gaps.length} times, at most for ${Math.round(Math.max(0, ...gaps))} ms`,
  );
}

/** One site of them is deleted from the history. */
async function forgetting(page: BidiPage): Promise<void> {
  const left = pages.filter(({ url }) => !url.startsWith('https://site7.test/')).length;
  const gone = await clock(async () => {
    await firefox.inBrowser(async () => {
      const { PlacesUtils } = ChromeUtils.importESModule('resource://gre/modules/PlacesUtils.sys.mjs');
      await PlacesUtils.history.removeByFilter({ host: 'site7.test' });
    }, null);
    await page.until((wanted) => document.body.dataset.history === wanted, String(left), HOUR);
  });
  const erased = await clock(() => page.until(() => document.body.dataset.state === 'ready', null, HOUR));
  console.log(
    `a site that is forgotten is not found after ${seconds(gone)}, and out of the index ${seconds(erased)} later`,
  );
}

/** Notes how long the page's own timers are kept waiting. */
function watchFrames(page: BidiPage): Promise<void> {
  return page.evaluate(() => {
    const gaps: number[] = [];
    Reflect.set(globalThis, 'gaps', gaps);
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      if (now - last >= 100) gaps.push(now - last);
      last = now;
    }, 10);
  }, null);
}
