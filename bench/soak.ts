// An index that is changed and searched for an hour: does its memory grow, do its answers get worse than those of a fresh build?
// Definitions of WordNet with the project's own model, in Node, in memory. Some are replaced, deleted and added in each round; it is
// compacted whenever that is due, saved each time, opened again now and then. Ends with an error if anything was lost, a handle
// stayed open, or memory grew. Prints a Markdown table.
// node --expose-gc dist/bench/soak.js [MINUTES] [DOCUMENTS]

import { memoryUsage } from 'node:process';
import { EmbedderPool } from '../cli/embedder-pool.js';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL } from '../tools/paths.js';
import { Core, LeannIndex, MemoryStore, type SearchOptions, type SearchUpdate } from '../web/index.js';
import { privateBytes, settledBytes } from './process-usage.js';
import { KeptVectors } from './soak/kept-vectors.js';
import { Turnover } from './soak/turnover.js';

const [minutes = 60, count = 100_000] = process.argv.slice(2).map(Number);
/** Of each kind of change in a round. */
const CHANGES = Math.ceil(count / 500);
const SEARCHES = 20;
const QUERIES = 100;
const K = 10;
/** Rounds between rows of the table, each of which opens the index again first. */
const ROUNDS = 10;
/** Characters, so that each gloss is one passage with all of its title in front: the exact answers are made of such. */
const LONGEST = { title: 60, text: 200 };
/** Documents are not the same in number of passages and bytes from one time to the next. */
const MOST_GROWTH = 1.1;

interface Row {
  minutes: number;
  changes: number;
  compactions: number;
  rebuilds: number;
  /** Of the process alone. */
  megabytes: number;
  /** What JavaScript can still reach: heap and buffers. */
  reachable: number;
  /** Memory of WASM, which never shrinks: what compaction took stays. */
  wasm: number;
  bytesPerPassage: number;
  recall: number;
  recomputed: number;
}

const glosses = readGlosses().filter(
  ({ title, text }) => title.length <= LONGEST.title && text.length <= LONGEST.text,
);
const questions = glosses.splice(-QUERIES).map(({ text }) => text);
const pool = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
const vectors = new KeptVectors(pool);
const turnover = new Turnover(glosses, count);
const core = await Core.load();
const options = { embedder: vectors.embedder, core, store: new MemoryStore(), autoCompact: false };
let index = await LeannIndex.open('soak', options);
await run(index.add(turnover.documents()));
await index.save();

const began = performance.now();
/** Since then. */
const done = { changes: 0, compactions: 0, rebuilds: 0 };
printHeader();
const rows = [printed(await measured())];
for (let round = 1; performance.now() - began < minutes * 60_000; round++) {
  await changeSome();
  for (let search = 0; search < SEARCHES; search++) await ask(turnover.someText(), {});
  await index.save();
  if (round % ROUNDS === 0) {
    await openAgain();
    rows.push(printed(await measured()));
  }
}
await openAgain();
rows.push(printed(await measured()));
await requireAllThere();
await index.close();
const handles = core.liveHandles;
printed(await freshBuild(), 'fresh build');
await pool.close();
const [warm = rows[0], last] = [rows[1], rows.at(-1)];
if (handles > 0) throw new Error(`leann: ${handles} handles stay open`);
// The rest of the process's memory is what allocators keep.
if ((last?.reachable ?? 0) > MOST_GROWTH * (warm?.reachable ?? 0)) throw new Error('leann: memory grew');
// The first rebuild takes more than anything before it, and what it took stays; the next ones find it there.
const settled = rows.find(({ rebuilds }) => rebuilds > 0) ?? rows.find(({ compactions }) => compactions > 0);
if (settled && (last?.wasm ?? 0) > MOST_GROWTH * settled.wasm) throw new Error('leann: memory of WASM grew');

async function changeSome(): Promise<void> {
  const { replaced, deleted, added } = turnover.next(CHANGES);
  await run(index.update(replaced));
  await index.delete(deleted);
  await run(index.add(added));
  done.changes += 3 * CHANGES;
  const { due, reason } = index.info().compaction;
  if (!due) return;
  await run(index.compact());
  done[reason === 'drifted' ? 'rebuilds' : 'compactions']++;
}

async function openAgain(): Promise<void> {
  await index.close();
  index = await LeannIndex.open('soak', options);
}

/** The index as it is, against exact search among what it has now. */
async function measured(): Promise<Row> {
  const tens = vectors.exactTens(await vectors.embedder.embed(questions), turnover.documents(), K);
  let found = 0;
  let recomputed = 0;
  for (const [at, question] of questions.entries()) {
    const { hits, stats } = await ask(question, { mode: 'meaning', confidence: 0.95, k: K });
    found += hits.filter(({ id }) => tens[at]?.has(id)).length;
    recomputed += stats.recomputed;
  }
  vectors.keepOnly(turnover.documents());
  const process = await settledBytes(
    () => globalThis.gc?.(),
    () => privateBytes('self'),
  );
  const { heapUsed, arrayBuffers, external } = memoryUsage();
  const { passages, bytes } = index.info();
  return {
    ...done,
    minutes: (performance.now() - began) / 60_000,
    megabytes: process / 1e6,
    reachable: (heapUsed + arrayBuffers) / 1e6,
    // Node counts both kinds of buffers as external.
    wasm: (external - arrayBuffers) / 1e6,
    bytesPerPassage: bytes.total / passages,
    recall: found / (K * questions.length),
    recomputed: recomputed / questions.length,
  };
}

/** The final answer. */
async function ask(query: string, how: SearchOptions): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of index.search(query, how)) last = update;
  if (last === undefined) throw new Error(`leann: cannot measure "${query}": there was no answer`);
  return last;
}

/** Ids, and a sample of texts. */
async function requireAllThere(): Promise<void> {
  const expected = new Map(turnover.documents().map((document) => [document.id, document.text]));
  const ids = new Set(await index.ids());
  if (ids.size !== expected.size || [...ids].some((id) => !expected.has(id)))
    throw new Error('leann: the documents are others than those that were added and not deleted');
  for (const [id, text] of [...expected].filter((_, at) => at % 100 === 0)) {
    const passages = (await index.get(id))?.passages;
    if (passages?.map((passage) => passage.text).join(' ') !== text)
      throw new Error(`leann: "${id}" has another text`);
  }
}

async function freshBuild(): Promise<Row> {
  index = await LeannIndex.open('fresh', { ...options, store: new MemoryStore() });
  await run(index.add(turnover.documents()));
  const row = await measured();
  await index.close();
  return row;
}

async function run(steps: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of steps);
}

function printHeader(): void {
  console.log(
    '| minutes | changes | compactions | rebuilds | MB | reachable MB | WASM MB | bytes a passage | recall@10 | recomputed |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
}

/** Prints the row as soon as it is there: whoever ends the program early has what was measured. */
function printed(row: Row, first = row.minutes.toFixed(1)): Row {
  const megabytes = [row.megabytes, row.reachable, row.wasm].map((each) => each.toFixed(0));
  const counts = [row.changes, row.compactions, row.rebuilds, ...megabytes];
  const answers = [row.bytesPerPassage.toFixed(1), row.recall.toFixed(3), row.recomputed.toFixed(1)];
  console.log(`| ${[first, ...counts, ...answers].join(' | ')} |`);
  return row;
}
