// How soon a page with <leann-search> answers its first visitor, and what that fetches: Chromium, nothing in its cache, on slow
// lines. Builds the published folder first. Prints Markdown tables.
// node dist/bench/first-visit.js SOURCE [build options …]   (SOURCE as of `leann-web build`)

import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { launchChromium } from '../tools/chromium/launch.js';
import { MODEL, ROOT } from '../tools/paths.js';
import type { LeannSearch } from '../web/element/leann-search.js';
import { type Line, slowServer } from './first-visit/slow-server.js';

const FOLDER = `${ROOT}build/bench/first-visit`;
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
<link rel="modulepreload" href="search/leann-search.js"><script type="module" src="search/leann-search.js"></script></head>
<body><leann-search src="search/" limit="8"></leann-search></body></html>`;
const FIRST = 'how do I catch an exception';
const LATER = ['open a file for writing', 'sort a list of numbers', 'wait for a thread to end'];
const RUNS = 3;

const LINES: Record<string, Line> = {
  '1.6 Mbit/s, 150 ms': { rate: 200_000, latency: 150 },
  '10 Mbit/s, 40 ms': { rate: 1_250_000, latency: 40 },
  local: { latency: 0 },
};

/** Kinds of files, by how their paths begin. */
const KINDS: readonly [string, RegExp][] = [
  ['scripts and WASM', /\.(js|wasm)$/],
  ['manifest', /manifest\.json$/],
  ['index', /index-/],
  ['postings', /words\//],
  ['list of documents', /documents-/],
  ['rows of the table', /table\//],
  ['texts', /texts\//],
];

interface Answered {
  /** Milliseconds from navigation, or from typing. */
  titles: number;
  texts: number;
  bytes: Map<string, number>;
}

const [source, ...options] = process.argv.slice(2);
if (source === undefined) throw new Error('leann: cannot measure: SOURCE is needed');
await mkdir(FOLDER, { recursive: true });
const to = ['--out', `${FOLDER}/search`, '--cache', `${FOLDER}/cache`, '--model', MODEL];
const program = `${ROOT}dist/cli/main.js`;
spawnSync(process.execPath, [program, 'build', source, ...to, ...options], { stdio: 'inherit' });
await writeFile(`${FOLDER}/index.html`, PAGE);

const browser = await launchChromium();
try {
  for (const [name, line] of Object.entries(LINES)) {
    const first: Answered[] = [];
    const later: Answered[] = [];
    for (let run = 0; run < RUNS; run++) {
      const server = await slowServer(FOLDER, line);
      const context = await browser.newContext();
      const page = await context.newPage();
      first.push(await answered(page, server, FIRST, () => page.goto(server.url)));
      for (const query of LATER) later.push(await answered(page, server, query, async () => undefined));
      await context.close();
      server.close();
    }
    print(name, first, later);
  }
} finally {
  await browser.close();
}

/** Types a query as soon as the field is there. */
async function answered(
  page: Page,
  server: Awaited<ReturnType<typeof slowServer>>,
  query: string,
  before: () => Promise<unknown>,
): Promise<Answered> {
  server.take();
  const began = performance.now();
  await before();
  // The model is left out: it comes when nothing else does.
  await page.locator('leann-search').evaluate((element, text) => {
    const field = element as LeannSearch;
    if (field.getAttribute('model') === null) field.setAttribute('model', 'never');
    field.shadowRoot?.querySelector('.list')?.replaceChildren();
    field.value = text;
  }, query);
  const titles = await seen(page, '.option', began);
  const texts = await seen(page, '.option:not(:has(.pending))', began);
  return { titles, texts, bytes: server.take() };
}

async function seen(page: Page, what: string, began: number): Promise<number> {
  await page.waitForFunction(
    (selector) => {
      const root = document.querySelector('leann-search')?.shadowRoot;
      const isOpen = root?.querySelector<HTMLElement>('.popup')?.hidden === false;
      return isOpen && root?.querySelector(selector) !== null && root?.querySelector('.option') !== null;
    },
    what,
    { polling: 10, timeout: 600_000 },
  );
  return performance.now() - began;
}

function print(line: string, first: readonly Answered[], later: readonly Answered[]): void {
  console.log(`\n## ${line}\n\n| | titles ms | texts ms | kB |\n|---|---|---|---|`);
  for (const [name, all] of [
    ['first query', first],
    ['later queries', later],
  ] as const) {
    const cells = [median(all.map(({ titles }) => titles)), median(all.map(({ texts }) => texts))];
    const bytes = median(all.map((each) => sum(each.bytes.values())));
    console.log(
      `| ${name} | ${cells.map((each) => each.toFixed(0)).join(' | ')} | ${(bytes / 1000).toFixed(1)} |`,
    );
  }
  console.log('\n| fetched for the first answer | kB |\n|---|---|');
  const left = new Map(first[0]?.bytes ?? []);
  for (const [kind, pattern] of KINDS) {
    const paths = [...left.keys()].filter((path) => pattern.test(path));
    console.log(`| ${kind} | ${(sum(paths.map((path) => left.get(path) ?? 0)) / 1000).toFixed(1)} |`);
    for (const path of paths) left.delete(path);
  }
  console.log(`| other: ${[...left.keys()].join(', ')} | ${(sum(left.values()) / 1000).toFixed(1)} |`);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
