// Search by words beside other libraries: bytes, times, and what comes first. Prints tables for docs/benchmarks.md.
// Run as: node dist/bench/peers/words/run.js [--rounds N] [--only NAME,…] [--collection N] [--even] [FOLDER of files to index]

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PACKAGES } from '../places.js';
import { type AskedCollection, collections } from './collections.js';
import { ENTRIES, type Entry, storedName } from './entries.js';
import type { Round } from './measure.js';
import { WORK } from './places.js';
import { type Result, report } from './report.js';
import { buildOf, roundOf } from './runner.js';
import { bytesOf, scriptBytes, storedBytes, wordBytes } from './stored.js';
import { digits, megabytes } from './table.js';

const LONG_MS = 60_000;

/** What a page that only searches needs of libraries that come as one script. */
const USED = {
  MiniSearch: "export { default } from 'minisearch'",
  Orama: "export { create, load, search } from '@orama/orama'",
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    collection: { type: 'string' },
    even: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const entries = ENTRIES.filter(({ name }) => only === undefined || only.includes(name));

console.log(await versions());
const all = await collections(positionals[0], values.even ? 0 : 1);
for (const [row, collection] of all.entries()) {
  if (values.collection !== undefined && Number(values.collection) !== row) continue;
  const folder = `${WORK}${row}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/collection.json`, JSON.stringify(collection));
  const results = await measured(folder);
  console.log(`\n## ${collection.name}\n\n${await sizes(collection, folder)}\n`);
  console.log(report(collection, results));
}

async function measured(folder: string): Promise<Result[]> {
  const results = new Map<Entry, Result>();
  for (const entry of entries) {
    const result: Result = { name: entry.name, buildMs: undefined, stored: bytesOf(''), rounds: [] };
    results.set(entry, result);
    await attempt(result, 'build', async () => {
      if (entry.storedBy === undefined) result.buildMs = await buildOf(entry, folder);
      result.stored = await storedBytes(`${folder}/${storedName(entry)}`);
    });
  }
  // All take their turn before the next round: noise of the machine is dealt to all.
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [entry, result] of results) {
      if (result.failure !== undefined || result.rounds.some(takesLong)) continue;
      await attempt(result, 'round', async () => void result.rounds.push(await roundOf(entry, folder)));
    }
  }
  return [...results.values()];
}

/** Whether one round is enough: what takes minutes is not told from others by a few percent. */
function takesLong({ answers }: Round): boolean {
  return answers.reduce((sum, { ms }) => sum + ms, 0) > LONG_MS;
}

async function attempt(result: Result, part: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  try {
    await work();
  } catch (error) {
    result.failure = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  const seconds = digits((performance.now() - began) / 1000);
  console.error(`${result.name}, ${part}: ${result.failure ?? `${seconds} s`}`);
}

async function sizes({ documents }: AskedCollection, folder: string): Promise<string> {
  const texts = bytesOf(documents.map(({ title, text }) => `${title}\n${text}`).join('\n'));
  const entry = ENTRIES.find(({ name }) => name === 'leann-web');
  if (entry === undefined) return '';
  const { words, passages, total } = await wordBytes(`${folder}/${storedName(entry)}/index.leann`);
  const share = ((100 * words) / texts.gzipped).toFixed(1);
  return (
    `${documents.length} documents, ${passages} passages; texts ${megabytes(texts.raw)} MB, gzipped ` +
    `${megabytes(texts.gzipped)}; leann-web's words ${megabytes(words)} MB, ${digits(words / passages)} bytes a passage, ` +
    `${share} % of the gzipped texts; with graph and codes ${megabytes(total)}`
  );
}

async function versions(): Promise<string> {
  const packages = [...new Set(ENTRIES.flatMap(({ packageName }) => packageName ?? []))];
  const named = packages.map(async (name) => {
    const { version } = JSON.parse(await readFile(`${PACKAGES}${name}/package.json`, 'utf8'));
    return `${name} ${version}`;
  });
  const scripts = Object.entries(USED).map(async ([name, used]) => {
    return `${name} ${digits((await scriptBytes(used)) / 1000)} kB`;
  });
  return `${(await Promise.all(named)).join(', ')}; scripts, gzipped: ${(await Promise.all(scripts)).join(', ')}`;
}
