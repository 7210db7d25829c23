// A million passages, built in parts, merged into a folder in clusters, and searched in Chromium from a server of plain files.
// Glosses and varied copies of them, embedded by a static model, so that all of it can be done in an hour. What is there already is
// not made again. Prints Markdown tables.
// node dist/bench/scale.js [COUNT] [PARTS] [CLUSTERS]

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { vectorPath } from '../cli/vector-file.js';
import { ROOT } from '../tools/paths.js';
import type { HostedManifest } from '../web/hosted/manifest.js';
import { LeannIndex, OnnxEmbedder } from '../web/index.js';
import { ELEMENT_PAGE, elementOn } from './first-visit/element-site.js';
import { printVisits } from './first-visit/visits.js';
import { densifiedGlosses } from './scale/densified-glosses.js';
import { exactTens } from './scale/exact-tens.js';
import { makeStaticModel } from './scale/static-model.js';
import { type Asked, askInTab, OPTIONS, PAGE } from './scale/tab.js';

const VISITS = 3;
/** What is asked of tab and Node, and by exact search. */
const QUERIES = 100;

const [count = 1_000_000, parts = 16, clusters = Math.ceil(count / 1000)] = process.argv.slice(2).map(Number);
const FOLDER = `${ROOT}build/bench/scale-${count}`;
const MODEL = `${FOLDER}/model`;
const TEXTS = `${FOLDER}/texts.jsonl`;
const SEARCH = `${FOLDER}/search`;
const CACHE = `${FOLDER}/cache`;
const ON_VISIT = [
  'water that falls from clouds',
  'an insect that makes honey',
  'fear of heights',
  'a person who mends shoes',
];

await mkdir(FOLDER, { recursive: true });
if (!existsSync(`${MODEL}/onnx/model.onnx`)) await makeStaticModel(MODEL);
if (!existsSync(TEXTS)) await writeTexts();
const given = ['--model', MODEL, '--dtype', 'fp32', '--cache', CACHE];
for (let part = 1; part <= parts; part++) {
  if (existsSync(`${FOLDER}/parts/${part}/part.json`)) continue;
  leann('build', TEXTS, '--part', `${part}/${parts}`, '--out', `${FOLDER}/parts/${part}`, ...given);
}
if (!existsSync(`${SEARCH}/manifest.json`)) {
  const folders = Array.from({ length: parts }, (_, part) => `${FOLDER}/parts/${part + 1}`);
  leann('merge', ...folders, '--out', SEARCH, '--clusters', String(clusters), ...given);
}
await printSizes();

await writeFile(`${FOLDER}/index.html`, ELEMENT_PAGE);
const site = { name: `${count} passages, no model`, folder: FOLDER, queries: ON_VISIT, ...elementOn() };
await printVisits([site], VISITS);

const queries = asked();
const embedder = await OnnxEmbedder.load(MODEL, { dtype: 'fp32' });
const tens = await exactTens(vectorPath({ cache: CACHE, out: SEARCH }, embedder), densifiedGlosses(count), {
  fingerprint: embedder.fingerprint,
  queries: await embedder.embed(queries, { kind: 'query' }),
});
await writeFile(`${FOLDER}/tab.html`, PAGE);
const tab = await askInTab(FOLDER, queries);
const node = await askInNode();
console.log(
  '\n| meaning alone, 16 recomputed | recall@10 | ms, median | fetched a search, kB |\n|---|---|---|---|',
);
printAsked('Chromium', tab);
printAsked('Node, from the disk', node);
const alike = tab.filter(({ ids }, at) => ids.join() === node[at]?.ids.join()).length;
console.log(`\n${alike} of ${queries.length} answers are the same in both`);
await embedder.close();

function leann(...args: string[]): void {
  const began = performance.now();
  const program = [`${ROOT}dist/cli/main.js`, ...args];
  const { status } = spawnSync('/usr/bin/env', ['node', '--max-old-space-size=16000', ...program], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`leann: cannot measure: ${args[0]} ended with ${status}`);
  console.log(`${args[0]}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

async function writeTexts(): Promise<void> {
  const file = await open(TEXTS, 'w');
  for (const document of densifiedGlosses(count)) await file.appendFile(`${JSON.stringify(document)}\n`);
  await file.close();
}

/** What a search may have to fetch, by kind. */
async function printSizes(): Promise<void> {
  const text = await readFile(`${SEARCH}/manifest.json`, 'utf8');
  const manifest = JSON.parse(text) as HostedManifest;
  const { passages, texts, words, table, clusters: nodes, files, index } = manifest;
  const head = files.find(({ path }) => path === index)?.bytes ?? 0;
  console.log(`\n${passages} passages | files | bytes | a passage\n|---|---|---|---|`);
  const rows: [string, number, number][] = [
    ['manifest, as it lies there', 1, text.length],
    ['head of the index', 1, head],
    ['clusters', nodes?.shards.length ?? 0, nodes?.bytes ?? 0],
    ['postings', words?.shards.length ?? 0, words?.bytes ?? 0],
    ['table', table?.shards.length ?? 0, table?.bytes ?? 0],
    ['texts', texts.shards.length, texts.bytes],
  ];
  for (const [kind, number, bytes] of rows)
    console.log(`| ${kind} | ${number} | ${bytes} | ${(bytes / passages).toFixed(2)} |`);
}

/** Every so many-th text, without its last words: nobody asks for what is there word by word. */
function asked(): string[] {
  const step = Math.floor(count / QUERIES);
  const texts = [...densifiedGlosses(count)].filter((_, at) => at % step === 0).slice(0, QUERIES);
  return texts.map(({ text }) => text.split(' ').slice(0, 6).join(' '));
}

async function askInNode(): Promise<Asked[]> {
  const index = await LeannIndex.fromUrl(SEARCH, { embedder });
  const all: Asked[] = [];
  for (const query of queries) {
    const began = performance.now();
    let ids: string[] = [];
    for await (const { hits } of index.search(query, OPTIONS)) ids = hits.map(({ id }) => id);
    all.push({ ids, ms: performance.now() - began });
  }
  await index.close();
  return all;
}

function printAsked(where: string, all: readonly Asked[]): void {
  const recall =
    all.reduce((sum, { ids }, at) => sum + ids.filter((id) => tens[at]?.has(id)).length, 0) / all.length / 10;
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const bytes =
    all[0]?.bytes === undefined ? '' : (middle(all.map((each) => each.bytes ?? 0)) / 1000).toFixed(0);
  console.log(
    `| ${where} | ${recall.toFixed(3)} | ${middle(all.map(({ ms }) => ms)).toFixed(0)} | ${bytes} |`,
  );
}
