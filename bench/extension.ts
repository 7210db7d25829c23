// Measures the extension in Chromium: 5,000 bookmarks made through the browser's interface, the judged questions asked
// through the popup's field. Prints tables for docs/benchmarks.md.
// Run as: node dist/bench/extension.js, after npm run extension

import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../tools/chromium/extension-browser.js';
import { type JudgedQuery, readBookmarks, readQueries } from '../tools/corpora/bookmarks.js';
import { EXTENSION } from '../tools/extension/build.js';

const PLACES = [1, 3, 10];
const HOUR = 3_600_000;

/** The answers to one question: URLs, best first, and milliseconds since the key was pressed. */
interface Asked {
  words: string[];
  merged: string[];
  firstMs: number;
  finalMs: number;
}

const bookmarks = readBookmarks();
const queries = readQueries();
const browser = await ExtensionBrowser.start(EXTENSION);
try {
  const page = await browser.open('popup.html');
  page.setDefaultTimeout(HOUR);
  const made = await clock(() => createBookmarks(page, bookmarks));
  const indexed = await clock(() => page.waitForFunction(isIndexed, bookmarks.length));
  console.log(`${bookmarks.length} bookmarks made in ${seconds(made)}, then indexed in ${seconds(indexed)}`);

  const asked: Asked[] = [];
  const own: string[][] = [];
  for (const { query } of queries) {
    asked.push(await ask(page, query));
    own.push(await browsersOwn(page, query));
  }
  judge({
    "the browser's own bookmarks.search": own,
    'matching words (MiniSearch)': asked.map(({ words }) => words),
    'words and meaning merged': asked.map(({ merged }) => merged),
  });
  times('since the key press', asked);

  console.log(JSON.stringify(await stored(page)));
  await browser.killEngine();
  const cold = await browser.open('popup.html');
  times('cold: engine and model not loaded', [await ask(cold, queries[0]?.query ?? '')]);
  console.log(`requests: ${browser.requests.length}, problems: ${browser.problems.length}`);
  for (const problem of browser.problems) console.log(problem);
} finally {
  await browser.close();
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

function judge(methods: Record<string, string[][]>): void {
  console.log(
    `| ${queries.length} questions | ${PLACES.map((place) => `right one in the first ${place}`).join(' | ')} |`,
  );
  console.log(`|---|${PLACES.map(() => '---').join('|')}|`);
  for (const [name, answers] of Object.entries(methods)) {
    const shares = PLACES.map((place) => {
      const right = queries.filter((query, at) => isRight(query, answers[at]?.slice(0, place) ?? []));
      return (right.length / queries.length).toFixed(3);
    });
    console.log(`| ${name} | ${shares.join(' | ')} |`);
  }
}

function isRight({ urls }: JudgedQuery, found: string[]): boolean {
  return found.some((url) => urls.includes(url));
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
