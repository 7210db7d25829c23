// What another publication changes in a folder, as a full build and as an update: bytes of the files that are new, for one changed
// document and for one added and one deleted; and what answers are worth after many updates. Prints Markdown tables.
// node dist/bench/update.js [GLOSSES]   (default 10,000: once a document each, once ten to a page)

import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildReport, publishFolder } from '../cli/publish.js';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL, ROOT } from '../tools/paths.js';
import type { HostedManifest } from '../web/hosted/manifest.js';

const FOLDER = `${ROOT}build/bench-update`;
const GLOSSES_A_PAGE = 10;
/** Documents that change one after the other, and how many in each update. */
const CHANGES = 100;
const AT_ONCE = 5;

interface Page {
  id: string;
  title: string;
  text: string;
}

/** Bytes of files by path. */
type Files = ReadonlyMap<string, number>;

const [count = '10000'] = process.argv.slice(2);
const glosses = readGlosses({ limit: Number(count) + CHANGES + 1 });
const spare = glosses.splice(Number(count));
await mkdir(FOLDER, { recursive: true });
const documents = glosses.map(({ id, title = '', text }) => ({ id, title, text }));
const pages = Array.from({ length: Math.floor(glosses.length / GLOSSES_A_PAGE) }, (_, number) => {
  const own = glosses.slice(number * GLOSSES_A_PAGE, (number + 1) * GLOSSES_A_PAGE);
  const text = own.map(({ title, text: gloss }) => `${title}: ${gloss}.`).join('\n\n');
  return { id: `page ${number}`, title: own[0]?.title ?? '', text };
});
await measure('pages', pages);
await manyUpdates('pages', pages);
await measure('glosses', documents);

async function measure(name: string, before: readonly Page[]): Promise<void> {
  const place = `${FOLDER}/${name}`;
  await mkdir(place, { recursive: true });
  const { passages } = await publish(place, before, false);
  await keep(place, 'out', 'published');
  const middle = Math.floor(before.length / 2);
  const one = before.map((page, at) => (at === middle ? changed(page, 0) : page));
  const added = { id: 'added', title: 'an addition', text: spare.at(-1)?.text ?? '' };
  const other = [...before.filter((_, at) => at !== middle), added];
  console.log(`\n**${before.length} ${name}**, ${passages} passages\n`);
  console.log('| files | bytes | one changed: full build | update | one added, one deleted: update |');
  console.log('|---|---|---|---|---|');
  const ways = [
    await changedBy(place, one, false),
    await changedBy(place, one, true),
    await changedBy(place, other, true),
  ];
  const all = await filesOf(`${place}/published`);
  for (const group of [...new Set([...all.keys()].map(groupOf))].sort()) {
    row(group, all, ways, (path) => groupOf(path) === group);
  }
  row('all', all, ways, () => true);
  const isVisited = (path: string) => !['model', 'scripts and WASM'].includes(groupOf(path));
  row('all but model and scripts', all, ways, isVisited);
}

/** The same with another gloss at its end. */
function changed(page: Page, round: number): Page {
  return { ...page, text: `${page.text} ${spare[round]?.text}` };
}

async function manyUpdates(name: string, before: readonly Page[]): Promise<void> {
  const place = `${FOLDER}/${name}`;
  const pages = [...before];
  await keep(place, 'published', 'out');
  let report: BuildReport | undefined;
  for (let round = 0; round < CHANGES; round += AT_ONCE) {
    for (let change = round; change < round + AT_ONCE; change++) {
      const at = (change * 7919) % pages.length;
      const page = pages[at];
      if (page !== undefined) pages[at] = changed(page, change);
    }
    report = await publish(place, pages, true);
    if (report.changes === undefined) throw new Error('leann: cannot measure: an update was a full build');
  }
  const tell = async (how: string, { recall, bytes }: BuildReport) => {
    const shards = (await manifestOf(place)).texts.shards.length;
    console.log(`| ${how} | ${recall?.first} | ${recall?.final} | ${bytes.index} | ${shards} |`);
  };
  console.log(
    `\n| after ${CHANGES} changed | recall@10 without the model | with it | index | shards of texts |`,
  );
  console.log('|---|---|---|---|---|');
  if (report !== undefined) await tell(`${CHANGES / AT_ONCE} updates`, report);
  await tell('a full build', await publish(place, pages, false));
}

/** In `out`, always: what was embedded is kept for each folder. */
async function publish(place: string, pages: readonly Page[], update: boolean): Promise<BuildReport> {
  const source = `${place}/source.jsonl`;
  await writeFile(source, pages.map((page) => JSON.stringify(page)).join('\n'));
  const terminal = { write: () => undefined };
  const options = { model: MODEL, cache: `${FOLDER}/cache`, title: 'bench', update, terminal };
  return await publishFolder(source, `${place}/out`, options);
}

async function keep(place: string, from: string, to: string): Promise<void> {
  await rm(`${place}/${to}`, { recursive: true, force: true });
  await cp(`${place}/${from}`, `${place}/${to}`, { recursive: true });
}

/** Files that a publication of these makes new. */
async function changedBy(place: string, pages: readonly Page[], update: boolean): Promise<Files> {
  await keep(place, 'published', 'out');
  await publish(place, pages, update);
  const before = await filesOf(`${place}/published`);
  const after = [...(await filesOf(`${place}/out`))];
  const isNew = async (path: string) =>
    !before.has(path) ||
    !(await readFile(`${place}/out/${path}`)).equals(await readFile(`${place}/published/${path}`));
  const fresh: [string, number][] = [];
  for (const [path, bytes] of after) if (await isNew(path)) fresh.push([path, bytes]);
  return new Map(fresh);
}

async function filesOf(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, number>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length + 1), (await stat(path)).size);
  }
  return files;
}

async function manifestOf(place: string): Promise<HostedManifest> {
  return JSON.parse(await readFile(`${place}/out/manifest.json`, 'utf8'));
}

function groupOf(path: string): string {
  if (path === 'manifest.json') return 'manifest';
  const [, group] = /^(index|nodes|documents|columns|words|table|texts|model)[-/]/.exec(path) ?? [];
  return group ?? 'scripts and WASM';
}

function row(name: string, all: Files, ways: readonly Files[], isOf: (path: string) => boolean): void {
  const sum = (files: Files) =>
    [...files].reduce((total, [path, bytes]) => total + (isOf(path) ? bytes : 0), 0);
  const kB = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
  const total = sum(all);
  const cells = ways.map((files) => `${kB(sum(files))}, ${((100 * sum(files)) / total).toFixed(1)} %`);
  console.log(`| ${name} | ${[kB(total), ...cells].join(' | ')} |`);
}
