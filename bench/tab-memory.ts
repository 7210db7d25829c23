// What memory a tab takes for an index, by how many passages it has: one of this browser, in IndexedDB, and a published folder. In
// Chromium, on Linux; a new browser for each, what an empty page takes left out. Glosses of WordNet; vectors made of the words that are in
// a text stand for the model's, which takes as much whatever the index. Prints a Markdown table.
// node dist/bench/tab-memory.js [FOLDER]; what was built is kept there

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Served, serve } from '../cli/static-server.js';
import { bundlePage } from '../tools/chromium/bundle-page.js';
import { chromiumOptions } from '../tools/chromium/launch.js';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { publishExported } from '../tools/dictionary/published-words.js';
import { CORE, ROOT } from '../tools/paths.js';
import { Core, LeannIndex } from '../web/index.js';
import { computedMs, mostBytes, privateBytes, rendererPids, settledBytes } from './process-usage.js';
import { standIn } from './tab-memory-embedder.js';
import type * as Script from './tab-memory-page.js';

const COUNTS = [10_000, 50_000, 117_791];
const [folder = `${ROOT}build/bench/tab-memory`] = process.argv.slice(2);
/** What a tab may have: browsers of phones end a page well before the phone's memory is full. */
const ROOMS = [256e6, 512e6, 1e9, 2e9];
const PROFILE = `${folder}/profile`;
const FLAGS = ['--disable-gpu', '--js-flags=--expose-gc'];
const BUSY_MS = 500;
/** A process that computes so many times as much as any other is the one that was meant. */
const CLEARLY = 10;
const PATIENCE_MS = 600_000;

/** What is done in a tab, step by step; memory is measured after each. */
type Step = (script: typeof Script, at: string) => Promise<void>;

interface Measured {
  label: string;
  /** Beyond an empty page: private bytes that stay, and the most that were taken on the way. */
  bytes: number;
  most: number;
}

const importLiving: Step = (script, at) => script.importLiving(at);
/** The most that was taken on the way. */
interface Most {
  count: number;
  bytes: number;
}

const LIVING: Record<string, Step> = {
  opened: (script) => script.openLiving(),
  'and searched 20 times': (script) => script.search(),
  'and a document added and saved': (script) => script.change(),
};
const PUBLISHED: Record<string, Step> = {
  opened: (script, at) => script.openPublished(at),
  'and searched 20 times': (script) => script.search(),
};
const MODEL: Record<string, Step> = {
  'loaded, and 32 passages embedded': (script) => script.loadModel(),
};

await mkdir(`${folder}/page`, { recursive: true });
await bundlePage(`${ROOT}dist/bench/tab-memory-page.js`, `${folder}/page`);
for (const count of COUNTS) await made(count);
const roots = {
  '/': `${folder}/page`,
  '/made/': folder,
  '/core/': `${ROOT}dist/web/core`,
  '/encoder/': `${ROOT}dist/web/encoder`,
  '/models/': `${ROOT}build/models`,
};
const server = await serve({ roots });
console.log('| passages | | MB | most on the way, MB | bytes a passage |\n|---|---|---|---|---|');
try {
  const living: Most[] = [];
  const published: Most[] = [];
  for (const count of COUNTS) {
    const inBrowser = await measured(server, LIVING, `/made/${count}.leann`, true);
    living.push(print(count, 'in IndexedDB', inBrowser));
    const ofSite = await measured(server, PUBLISHED, `/made/${count}/`, false);
    published.push(print(count, 'published folder', ofSite));
  }
  const model = print(undefined, 'the model', await measured(server, MODEL, '', false));
  printRoom(living, published, model);
} finally {
  await server.close();
}

/** The file of an index of so many glosses, and the folder that is published of it, unless they are there. */
async function made(count: number): Promise<void> {
  const file = `${folder}/${count}.leann`;
  if (existsSync(`${folder}/${count}/manifest.json`)) return;
  const core = await Core.load(await readFile(CORE));
  const embedder = standIn();
  const index = await LeannIndex.open('made', { embedder, core, store: 'memory' });
  for await (const _ of index.add(readGlosses().slice(0, count)));
  const bytes = new Uint8Array(await (await index.export()).arrayBuffer());
  await index.close();
  await writeFile(file, bytes);
  await publishExported(core, bytes, `${folder}/${count}`, (terms) => embedder.embed(terms));
}

/** `stored`: whether the file `at` that place is put into IndexedDB before, by a browser that is closed then. */
async function measured(
  { url }: Served,
  steps: Record<string, Step>,
  at: string,
  stored: boolean,
): Promise<Measured[]> {
  await rm(PROFILE, { recursive: true, force: true });
  if (stored) await inTab(url, (page) => page.evaluate(stepOf(importLiving, at)));
  return await inTab(url, async (page) => {
    const pid = await processOfTab(page);
    const empty = await memory(page, pid);
    const all: Measured[] = [];
    for (const [label, step] of Object.entries(steps)) {
      await page.evaluate(stepOf(step, at));
      const { bytes, most } = await memory(page, pid);
      all.push({ label, bytes: bytes - empty.bytes, most: most - empty.bytes });
    }
    return all;
  });
}

/** As a page runs it. */
function stepOf(step: Step, at: string): string {
  return `(${step})(globalThis.pageScript, ${JSON.stringify(at)})`;
}

/** In the only tab of a browser with {@link PROFILE}. */
async function inTab<Result>(url: string, work: (page: Page) => Promise<Result>): Promise<Result> {
  const context: BrowserContext = await chromium.launchPersistentContext(PROFILE, chromiumOptions(FLAGS));
  try {
    context.setDefaultTimeout(PATIENCE_MS);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${url}/`);
    await page.waitForFunction(() => 'pageScript' in globalThis);
    return await work(page);
  } finally {
    await context.close();
  }
}

async function memory(page: Page, pid: number): Promise<{ bytes: number; most: number }> {
  const most = await mostBytes(pid);
  const collect = () => page.evaluate(() => globalThis.gc?.());
  return { bytes: await settledBytes(collect, () => privateBytes(pid)), most };
}

/** The process of the tab: that which computes when the page does. Chromium has others, which do so for a while as it starts. */
async function processOfTab(page: Page): Promise<number> {
  for (;;) {
    const pids = await rendererPids(PROFILE);
    const before = await Promise.all(pids.map(computedMs));
    await page.evaluate((ms) => {
      for (const end = performance.now() + ms; performance.now() < end; );
    }, BUSY_MS);
    const after = await Promise.all(pids.map(computedMs));
    const spent = pids.map((pid, at) => ({ pid, ms: (after[at] ?? 0) - (before[at] ?? 0) }));
    const [busiest, next] = spent.toSorted((a, b) => b.ms - a.ms);
    if (busiest !== undefined && (next?.ms ?? 0) < busiest.ms / CLEARLY) return busiest.pid;
  }
}

/** Gives the most of all steps. */
function print(count: number | undefined, what: string, all: readonly Measured[]): Most {
  for (const { label, bytes, most } of all) {
    const cells = [
      count?.toLocaleString('en') ?? '',
      `${what}, ${label}`,
      (bytes / 1e6).toFixed(1),
      (most / 1e6).toFixed(1),
      count === undefined ? '' : (bytes / count).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  return { count: count ?? 0, bytes: Math.max(...all.map(({ most }) => most)) };
}

/** How many passages fit into so much memory, the model beside them, on the line through the fewest and the most measured. */
function printRoom(living: readonly Most[], published: readonly Most[], model: Most): void {
  console.log('\n| memory for the tab | in IndexedDB | published folder |\n|---|---|---|');
  for (const room of ROOMS) {
    const cells = [living, published].map((all) => {
      const { fixed, each } = lineOf(all);
      const passages = Math.max(0, (room - model.bytes - fixed) / each);
      return `${Number(passages.toPrecision(2)).toLocaleString('en')}`;
    });
    console.log(`| ${room / 1e6} MB | ${cells.join(' | ')} |`);
  }
  for (const [what, all] of Object.entries({ 'in IndexedDB': living, 'published folder': published })) {
    const { fixed, each } = lineOf(all);
    console.log(`\n${what}: ${(fixed / 1e6).toFixed(0)} MB, and ${each.toFixed(0)} bytes a passage`);
  }
}

function lineOf(all: readonly Most[]): { fixed: number; each: number } {
  const [few, many] = [all[0], all.at(-1)];
  if (few === undefined || many === undefined) throw new Error('leann: cannot measure: there are no counts');
  const each = (many.bytes - few.bytes) / (many.count - few.count);
  return { fixed: few.bytes - each * few.count, each };
}
