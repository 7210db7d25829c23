// First and later visits to pages that search, in Chromium on three lines: when titles and texts are there, and what was fetched.

import type { Page } from 'playwright-core';
import { launchChromium } from '../../tools/chromium/launch.js';
import type { Site } from './site.js';
import { type Line, slowServer } from './slow-server.js';

const RUNS = 5;

const LINES: Record<string, Line> = {
  '1.6 Mbit/s, 150 ms': { rate: 200_000, latency: 150 },
  '10 Mbit/s, 40 ms': { rate: 1_250_000, latency: 40 },
  local: { latency: 0 },
};

interface Answered {
  /** Milliseconds from navigation, or from asking. */
  title: number;
  text: number;
  bytes: Map<string, number>;
}

/** Visits all in turns, so that other work on the machine meets all alike. Prints Markdown tables. */
export async function printVisits(sites: readonly Site[], runs = RUNS): Promise<void> {
  const browser = await launchChromium();
  try {
    for (const [name, line] of Object.entries(LINES)) {
      const visits = new Map(
        sites.map((site) => [site, { first: [] as Answered[], later: [] as Answered[] }]),
      );
      for (let run = 0; run < runs; run++) {
        for (const [site, { first, later }] of visits) {
          const server = await slowServer(site.folder, line);
          const context = await browser.newContext();
          const page = await context.newPage();
          const [query = '', ...queries] = site.queries;
          first.push(await answered(page, server, site, query, () => page.goto(server.url)));
          for (const query of queries) {
            later.push(await answered(page, server, site, query, async () => undefined));
          }
          await context.close();
          server.close();
        }
      }
      console.log(`\n## ${name}\n\n| | | title ms | text ms | kB | files |\n|---|---|---|---|---|---|`);
      for (const [site, { first, later }] of visits) {
        printTimes(site, 'first query', first);
        printTimes(site, 'later queries', later);
      }
      if (line === Object.values(LINES)[0]) {
        for (const [site, { first }] of visits) printBytes(site, first[0]?.bytes ?? new Map());
      }
    }
  } finally {
    await browser.close();
  }
}

/** Asks as soon as the page can be asked. */
async function answered(
  page: Page,
  server: Awaited<ReturnType<typeof slowServer>>,
  site: Site,
  query: string,
  before: () => Promise<unknown>,
): Promise<Answered> {
  server.take();
  const began = performance.now();
  await before();
  await site.ask(page, query);
  const title = await seen(page, site.title, began);
  const text = await seen(page, site.text, began);
  return { title, text, bytes: server.take() };
}

async function seen(page: Page, what: string, began: number): Promise<number> {
  await page.waitForFunction(
    (selector) => {
      const root = document.querySelector('leann-search')?.shadowRoot ?? document;
      return root.querySelector(selector) !== null;
    },
    what,
    { polling: 10, timeout: 600_000 },
  );
  return performance.now() - began;
}

function printTimes({ name }: Site, which: string, all: readonly Answered[]): void {
  const times = [median(all.map(({ title }) => title)), median(all.map(({ text }) => text))];
  const bytes = median(all.map((each) => sum(each.bytes.values())));
  const files = median(all.map((each) => each.bytes.size));
  const cells = [name, which, ...times.map((each) => each.toFixed(0)), (bytes / 1000).toFixed(1), files];
  console.log(`| ${cells.join(' | ')} |`);
}

function printBytes({ name, kinds }: Site, bytes: ReadonlyMap<string, number>): void {
  console.log(`\n| ${name}: fetched for the first answer | kB |\n|---|---|`);
  const left = new Map(bytes);
  for (const [kind, pattern] of kinds) {
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
