// Measures the extension in Chromium: 5,000 bookmarks made through the browser's interface, the judged questions and words of
// titles asked through the popup's field. Prints tables for docs/benchmarks.md.
// Run as: node dist/bench/extension.js, after npm run extension

import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../tools/chromium/extension-browser.js';
import {
  type JudgedQuery,
  type ListedBookmark,
  readBookmarks,
  readQueries,
} from '../tools/corpora/bookmarks.js';
import { extensionFolder } from '../tools/extension/build.js';

const PLACES = [1, 3, 10];
const HOUR = 3_600_000;
/** Every so many-th bookmark is asked for by words of its title. */
const TITLE_STEP = 10;
/** A word that at most so many titles have tells one from others. */
const MOST_TITLES = 3;
const SHORTEST_WORD = 4;
const COLD_TIMES = 5;

/** The answers to one question: URLs, best first, and milliseconds since the key was pressed. */
interface Asked {
  words: string[];
  merged: string[];
  firstMs: number;
  finalMs: number;
}

const bookmarks = readBookmarks();
const questions = readQueries();
const browser = await ExtensionBrowser.start(extensionFolder('chromium'));
try {
  const page = await browser.open('popup.html');
  page.setDefaultTimeout(HOUR);
  const made = await clock(() => createBookmarks(page, bookmarks));
  const worded = await clock(() =>
    page.waitForFunction((count) => document.body.dataset.listed === String(count), bookmarks.length),
  );
  const indexed = await clock(() => page.waitForFunction(isIndexed, bookmarks.length));
  console.log(
    `${bookmarks.length} bookmarks made in ${seconds(made)}, words of all found after ${seconds(worded)}, ` +
      `indexed in another ${seconds(indexed)}`,
  );
  const asked = await askAll(page, questions);
  const own: string[][] = [];
  for (const { query } of questions) own.push(await browsersOwn(page, query));
  judge('questions', questions, {
    "the browser's own bookmarks.search": own,
    words: asked.map(({ words }) => words),
    'words and meaning': asked.map(({ merged }) => merged),
  });
  const titles = titleQueries(bookmarks);
  const askedTitles = await askAll(page, titles);
  judge('titles, one or two words', titles, {
    words: askedTitles.map(({ words }) => words),
    'words and meaning': askedTitles.map(({ merged }) => merged),
  });
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
} finally {
  await browser.close();
}

/** One or two words of titles that tell them from others; the last is cut by a third in half of the cases. */
function titleQueries(all: readonly ListedBookmark[]): JudgedQuery[] {
  const titles = all.map(({ title }) =>
    (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= SHORTEST_WORD),
  );
  const counts = new Map<string, number>();
  for (const words of titles)
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const queries: JudgedQuery[] = [];
  for (let row = 0; row < all.length; row += TITLE_STEP) {
    const words = titles[row] ?? [];
    const telling = words.findIndex((word) => (counts.get(word) ?? 0) <= MOST_TITLES);
    if (telling < 0) continue;
    const first = queries.length % 4 < 2 ? telling : Math.max(0, telling - 1);
    const wanted = words.slice(first, telling + 1).join(' ');
    const cut = Math.floor((words[telling]?.length ?? 0) / 3);
    const query = queries.length % 2 === 1 ? wanted.slice(0, wanted.length - cut) : wanted;
    queries.push({ query, urls: [all[row]?.url ?? ''] });
  }
  return queries;
}

async function askAll(page: Page, queries: readonly JudgedQuery[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const { query } of queries) asked.push(await ask(page, query));
  return asked;
}

function isIndexed(count: number): boolean {
  const { state, bookmarks } = document.body.dataset;
  return state === 'ready' && bookmarks === String(count);
}

/** Puts the query into the field, and watches the page until the answer is final. */
function ask(page: Page, query: string): Promise<Asked> {
  return page.evaluate(
    (text) =>
      new Promise<Asked>((resolve) => {
        const input = document.querySelector<HTMLInputElement>('.query');
        const urls = () => Array.from(document.querySelectorAll<HTMLElement>('.row'), ({ title }) => title);
        let words: string[] | undefined;
        let firstMs = 0;
        let began = 0;
        const observer = new MutationObserver(() => {
          const { answered, stage } = document.body.dataset;
          if (answered !== text) return;
          if (words === undefined) {
            words = urls();
            firstMs = performance.now() - began;
          }
          if (stage !== 'final') return;
          observer.disconnect();
          resolve({ words, merged: urls(), firstMs, finalMs: performance.now() - began });
        });
        observer.observe(document.body, { attributes: true });
        if (input === null) throw new Error('the page has no field');
        input.value = text;
        began = performance.now();
        input.dispatchEvent(new Event('input'));
      }),
    query,
  );
}

function browsersOwn(page: Page, query: string): Promise<string[]> {
  return page.evaluate(
    async (text) => (await chrome.bookmarks.search(text)).map(({ url }) => url ?? ''),
    query,
  );
}

function judge(what: string, queries: readonly JudgedQuery[], methods: Record<string, string[][]>): void {
  console.log(
    `| ${queries.length} ${what} | ${PLACES.map((place) => `right one in the first ${place}`).join(' | ')} | of the even, first 3 | of the odd |`,
  );
  console.log(`|---|${PLACES.map(() => '---').join('|')}|---|---|`);
  for (const [name, answers] of Object.entries(methods)) {
    const share = (place: number, counts: (row: number) => boolean) => {
      const rows = [...queries.keys()].filter(counts);
      const right = rows.filter((row) => isRight(queries[row], answers[row]?.slice(0, place) ?? []));
      return (right.length / rows.length).toFixed(3);
    };
    const shares = PLACES.map((place) => share(place, () => true));
    console.log(
      `| ${name} | ${shares.join(' | ')} | ${share(3, (row) => row % 2 === 0)} | ${share(3, (row) => row % 2 === 1)} |`,
    );
  }
}

function isRight(query: JudgedQuery | undefined, found: string[]): boolean {
  // Browsers write addresses with codes in place of letters with accents.
  return found.some((url) => query?.urls.some((right) => new URL(right).href === url));
}

function times(name: string, asked: Asked[]): void {
  const line = (values: number[]) => `median ${quantile(values, 0.5)} ms, p95 ${quantile(values, 0.95)} ms`;
  console.log(`${name}: first results ${line(asked.map(({ firstMs }) => firstMs))}`);
  console.log(`${name}: final results ${line(asked.map(({ finalMs }) => finalMs))}`);
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}

function stored(page: Page): Promise<unknown> {
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

async function clock(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}
