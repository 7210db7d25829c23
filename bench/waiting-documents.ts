// How soon new documents are found, and how well, while they are embedded: in an index with a table of terms and in one without. New
// documents and those that were there before are asked for alike. Prints Markdown tables.
// node dist/bench/waiting-documents.js DICT [THERE] [NEW]   (gcide.dict.dz of the Debian package dict-gcide; default 4,000 and 5,000 glosses)

import { type Gloss, readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL } from '../tools/paths.js';
import { embedderFrom, type Hit, LeannIndex, OnnxEmbedder, type SearchOptions } from '../web/index.js';
import { answer } from './judged/one-index.js';
import { type Description, readDescriptions } from './judged/webster.js';

/** Most queries for documents that were there, and for new ones. */
const MOST_QUERIES = 150;

const WAYS: Record<string, SearchOptions> = {
  'words alone': { mode: 'words' },
  'words and table, no model': { model: false },
  'words and model, 8 recomputed': {},
};

const [dictionary, there = '4000', added = '5000'] = process.argv.slice(2);
if (dictionary === undefined) throw new Error('leann: cannot measure: the path of gcide.dict.dz is needed');
const glosses = readGlosses({ limit: Number(there) + Number(added) });
const before = glosses.slice(0, Number(there));
const late = glosses.slice(before.length);
const wordsOf = (some: readonly Gloss[]) => new Set(some.flatMap(({ title }) => title.split(', ')));
const queries = {
  there: describing(wordsOf(before), wordsOf(late)),
  new: describing(wordsOf(late), wordsOf(before)),
};

const model = await OnnxEmbedder.load(MODEL);
const { dimension, fingerprint, batchSize, maxTokens, tokenizer } = model;
/** Vectors by text: each is embedded once. */
const known = new Map<string, Float32Array>();
let asked = false;
let open = () => {};
let gate: Promise<void> = Promise.resolve();
const embedder = embedderFrom(
  async (texts) => {
    // New documents: all but queries, and what searches recompute, which is known.
    if (texts.length > 1 && texts.some((text) => !known.has(text) || held.has(text))) {
      asked = true;
      await gate;
    }
    const fresh = texts.filter((text) => !known.has(text));
    const vectors = fresh.length === 0 ? [] : await model.embed(fresh);
    for (const [row, vector] of vectors.entries()) known.set(fresh[row] ?? '', vector);
    return texts.map((text) => known.get(text) ?? new Float32Array(dimension));
  },
  { dimension, fingerprint, batchSize, maxTokens, ...(tokenizer && { tokenizer }) },
);
const held = new Set<string>();

console.log(`${before.length} glosses are there, ${late.length} are added.\n`);
for (const table of [true, false]) {
  const index = await LeannIndex.open('bench', {
    embedder,
    store: 'memory',
    cacheBytes: 0,
    table,
    worker: false,
  });
  for await (const _ of index.add(before));
  const earlier = new Set(known.keys());
  gate = new Promise((resolve) => {
    open = resolve;
  });
  asked = false;
  const began = performance.now();
  const adding = (async () => {
    for await (const _ of index.add(late));
  })();
  const soon = await timesUntilFound(index, began, table);
  console.log(`\n**${table ? 'With' : 'Without'} a table of terms**: ${soon}.`);
  console.log(
    '\n| | search | there: reciprocal rank, in the first 10 | new: likewise | new among the first 10 |',
  );
  console.log('| --- | --- | --- | --- | --- |');
  await measure('waiting', index);
  const released = performance.now();
  open();
  await adding;
  // The second time, vectors are known.
  if (table) console.log(`\nembedded and built after ${seconds(performance.now() - released)}\n`);
  await measure('added', index);
  for (const text of known.keys()) if (!earlier.has(text)) held.add(text);
  await index.close();
}
await model.close();

/** Descriptions of words that the one have and the others do not. */
function describing(own: ReadonlySet<string>, others: ReadonlySet<string>): Description[] {
  return readDescriptions(
    dictionary ?? '',
    new Set([...own].filter((word) => !others.has(word))),
    MOST_QUERIES,
  );
}

/** Of the last document: by its title, and until the model is asked, which is after the table was. */
async function timesUntilFound(index: LeannIndex, began: number, table: boolean): Promise<string> {
  const last = late.at(-1);
  let byWords: number | undefined;
  while (!asked || byWords === undefined) {
    const { hits } = await answer(index, last?.title ?? '', { mode: 'words' });
    if (byWords === undefined && hits.some(({ id }) => id === last?.id)) byWords = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const byTable = performance.now() - began;
  return `found by words after ${seconds(byWords)}${table ? `, by the table after ${seconds(byTable)}` : ''}`;
}

async function measure(when: string, index: LeannIndex): Promise<void> {
  for (const [way, options] of Object.entries(WAYS)) {
    const ofThere = await ranksOf(index, queries.there, options);
    const ofNew = await ranksOf(index, queries.new, options);
    const share = ((ofThere.late + ofNew.late) / 2).toFixed(1);
    console.log(`| ${when} | ${way} | ${ofThere.text} | ${ofNew.text} | ${share} |`);
  }
}

async function ranksOf(
  index: LeannIndex,
  some: readonly Description[],
  options: SearchOptions,
): Promise<{ text: string; late: number }> {
  const newIds = new Set(late.map(({ id }) => id));
  let [sum, within, count] = [0, 0, 0];
  for (const { text, word } of some) {
    const { hits } = await answer(index, text, { ...options, k: 10 });
    const place = hits.findIndex(({ title = '' }: Hit) => title.split(', ').includes(word));
    if (place >= 0) sum += 1 / (place + 1);
    if (place >= 0) within++;
    count += hits.filter(({ id }) => newIds.has(id)).length;
  }
  const share = (of: number) => (of / some.length).toFixed(3);
  return { text: `${share(sum)}, ${share(within)}`, late: count / some.length };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
