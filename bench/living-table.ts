// What a table of terms costs an index of this browser, and what its answers are worth while the model loads: time of the fit beside
// that of embedding, bytes beside those of the index, and how often the right passage is found. Prints Markdown tables.
// node dist/bench/living-table.js DICT [GLOSSES]   (gcide.dict.dz of the Debian package dict-gcide; default 4,000 glosses)

import { readdirSync, readFileSync } from 'node:fs';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL, ROOT } from '../tools/paths.js';
import {
  type Document,
  embedderFrom,
  type Hit,
  LeannIndex,
  OnnxEmbedder,
  type SearchOptions,
} from '../web/index.js';
import { readMarkdown } from '../web/read/markdown.js';
import { answer } from './judged/one-index.js';
import { readDescriptions } from './judged/webster.js';

/** Most queries of a corpus. */
const MOST_QUERIES = 300;

const WAYS: Record<string, SearchOptions> = {
  'words alone': { mode: 'words' },
  'words and table, no model': { model: false },
  'words and model, 8 recomputed': {},
};
const EXACT: SearchOptions = { confidence: 1, maxRecomputes: 1_000_000 };

interface Query {
  text: string;
  isRight: (hit: Hit) => boolean;
}

const [dictionary, count = '4000'] = process.argv.slice(2);
if (dictionary === undefined) throw new Error('leann: cannot measure: the path of gcide.dict.dz is needed');
const model = await OnnxEmbedder.load(MODEL);
const { dimension, fingerprint, batchSize, maxTokens, tokenizer } = model;
/** Embeds each text once: exact search asks for all passages, again for each query. */
const known = new Map<string, Float32Array>();
const embedder = embedderFrom(
  async (texts) => {
    const fresh = texts.filter((text) => !known.has(text));
    const vectors = fresh.length === 0 ? [] : await model.embed(fresh);
    for (const [row, vector] of vectors.entries()) known.set(fresh[row] ?? '', vector);
    return texts.map((text) => known.get(text) ?? new Float32Array(dimension));
  },
  { dimension, fingerprint, batchSize, maxTokens, ...(tokenizer && { tokenizer }) },
);

const glosses = readGlosses({ limit: Number(count) });
const described = readDescriptions(
  dictionary,
  new Set(glosses.flatMap(({ title }) => title.split(', '))),
  MOST_QUERIES,
);
await measure(`${glosses.length} glosses`, glosses, async () =>
  described.map(({ text, word }) => ({
    text,
    isRight: ({ title = '' }) => title.split(', ').includes(word),
  })),
);

const pages = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith('.md'));
const documentation = pages.map((name): Document => {
  const { title, text, headings } = readMarkdown(readFileSync(`${ROOT}docs/${name}`, 'utf8'));
  return { id: name, text, ...(title !== undefined && { title }), ...(headings && { headings }) };
});
await measure('documentation of this project', documentation, headingsOf);
await model.close();

async function measure(
  name: string,
  documents: readonly Document[],
  queriesOf: (index: LeannIndex) => Promise<Query[]>,
): Promise<void> {
  const index = await LeannIndex.open('bench', { embedder, store: 'memory', cacheBytes: 0, table: true });
  const times = await timesOf(index, documents);
  const { passages, bytes, table } = index.info();
  const queries = await queriesOf(index);
  const share = ((times.get('table') ?? 0) / (times.get('embed') ?? 1)) * 100;
  console.log(`\n**${name}**: ${passages} passages, ${table?.terms} words, ${queries.length} queries\n`);
  console.log('| embedding | fit of the table | share | index without it | texts | table |');
  console.log('|---|---|---|---|---|---|');
  const kB = (size: number) => `${Math.round(size / 1000)} kB`;
  const seconds = (phase: string) => `${((times.get(phase) ?? 0) / 1000).toFixed(2)} s`;
  const own = table?.bytes ?? 0;
  console.log(
    `| ${seconds('embed')} | ${seconds('table')} | ${share.toFixed(1)} % | ${kB(bytes.total - own)} | ${kB(bytes.text)} | ${kB(own)} |\n`,
  );
  console.log(
    '| search | right one first | in the first 10 | mean reciprocal rank | of the ten of exact search |',
  );
  console.log('|---|---|---|---|---|');
  for (const [way, options] of Object.entries(WAYS)) {
    const ranks: number[] = [];
    let shared = 0;
    for (const { text, isRight } of queries) {
      const { hits } = await answer(index, text, { ...options, k: 10 });
      const exact = (await answer(index, text, { ...EXACT, k: 10 })).hits.map(keyOf);
      const place = hits.findIndex(isRight);
      ranks.push(place < 0 ? Number.POSITIVE_INFINITY : place + 1);
      shared += hits.filter((hit) => exact.includes(keyOf(hit))).length / exact.length;
    }
    const within = (most: number) => mean(ranks.map((rank) => (rank <= most ? 1 : 0)));
    const reciprocal = mean(ranks.map((rank) => 1 / rank));
    console.log(
      `| ${way} | ${within(1)} | ${within(10)} | ${reciprocal} | ${(shared / queries.length).toFixed(3)} |`,
    );
  }
  await index.close();
}

/** Milliseconds of adding documents by phase. */
async function timesOf(index: LeannIndex, documents: readonly Document[]): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  let before = performance.now();
  for await (const { phase } of index.add(documents)) {
    const now = performance.now();
    times.set(phase, (times.get(phase) ?? 0) + now - before);
    before = now;
  }
  return times;
}

/** Each heading asks for what stands below it. */
async function headingsOf(index: LeannIndex): Promise<Query[]> {
  const found = new Map<string, Query>();
  for (const id of await index.ids()) {
    for (const { headings = [] } of (await index.get(id))?.passages ?? []) {
      const text = headings.at(-1);
      if (text !== undefined) found.set(text, { text, isRight: (hit) => hit.headings?.at(-1) === text });
    }
  }
  return [...found.values()].slice(0, MOST_QUERIES);
}

function keyOf({ id, passage }: Hit): string {
  return `${id} ${passage}`;
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
}
