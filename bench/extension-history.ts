// Measures the extension in Firefox with a long history: 50,000 pages with definitions as titles, unless another number is given.
// How soon their words are found, how long all take to index, and what somebody who searches meanwhile notices of it.
// Run as: node dist/bench/extension-history.js [COUNT], after npm run extension

import { readGlosses } from '../tools/corpora/wordnet.js';
import { extensionFolder } from '../tools/extension/build.js';
import type { BidiPage } from '../tools/firefox/bidi-page.js';
import { ExtensionFirefox } from '../tools/firefox/extension-firefox.js';

const count = Number(process.argv[2] ?? 50_000);
const HOUR = 3_600_000;
const BATCH = 2000;
const SITES = 500;
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
    PlacesUtils: {
      history: { insertMany(pages: unknown[]): Promise<unknown>; removeByFilter(filter: object): unknown };
    };
  };
};

interface Asked {
  firstMs: number;
  finalMs: number;
}

const pages = readGlosses({ limit: count }).map(({ id, text }, at) => ({
  url: `https://site${at % SITES}.test/${id}`,
  title: text,
}));
const firefox = await ExtensionFirefox.start(extensionFolder('firefox'));
try {
  const storage = await firefox.open('storage.html');
  await storage.until(() => document.querySelector('.sizes dd') !== null, null);
  await storage.click('.with-history');
  await storage.until(() => chrome.permissions.contains({ permissions: ['history'] }), null);
  const page = await firefox.open('search.html');
  await watchFrames(page);
  console.log(`${count} pages visited in ${seconds(await clock(insert))}`);
  const worded = await clock(() =>
    page.until((all) => Number(document.body.dataset.listed) >= all, count, HOUR),
  );
  console.log(`words of all found ${seconds(worded)} after that`);
  await whileIndexing(page);
  await forgetting(page);
} finally {
  await firefox.close();
}

async function insert(): Promise<void> {
  for (let at = 0; at < pages.length; at += BATCH) {
    await firefox.inBrowser(
      async (batch) => {
        const { PlacesUtils } = ChromeUtils.importESModule('resource://gre/modules/PlacesUtils.sys.mjs');
        await PlacesUtils.history.insertMany(batch.map((each) => ({ ...each, visits: [{}] })));
      },
      pages.slice(at, at + BATCH),
    );
  }
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
  const line = (values: number[]) => `median ${quantile(values, 0.5)} ms, p95 ${quantile(values, 0.95)} ms`;
  console.log(`meanwhile, first results: ${line(asked.map(({ firstMs }) => firstMs))}`);
  console.log(`meanwhile, final results: ${line(asked.map(({ finalMs }) => finalMs))}`);
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

function ask(page: BidiPage, query: string): Promise<Asked> {
  return page.evaluate(
    (text) =>
      new Promise<Asked>((resolve) => {
        const input = document.querySelector<HTMLInputElement>('.query');
        if (input === null) throw new Error('the page has no field');
        document.body.dataset.answered = '';
        let firstMs = 0;
        const began = performance.now();
        const observer = new MutationObserver(() => {
          const { answered, stage } = document.body.dataset;
          if (answered !== text) return;
          firstMs ||= performance.now() - began;
          if (stage !== 'final') return;
          observer.disconnect();
          resolve({ firstMs, finalMs: performance.now() - began });
        });
        observer.observe(document.body, { attributes: true });
        input.value = text;
        input.dispatchEvent(new Event('input'));
      }),
    query,
  );
}

async function clock(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
