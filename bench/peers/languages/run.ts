// Search by words in many languages, beside MiniSearch as it is by default: nDCG@10 of odd-numbered queries, on which nothing was
// tuned. Prints a table for docs/benchmarks.md. Run as: node dist/bench/peers/languages/run.js [LANGUAGE …]

import { type LeannIndex as Index, LeannIndex } from '../../../web/index.js';
import { loadCore, standIn } from '../words/engines/leann-file.js';
import { installed } from '../words/installed.js';
import { table } from '../words/table.js';
import { type Judged, judgedSet } from './judged.js';
import { descriptionsIn, fetchTranslations } from './translations.js';

const { default: MiniSearch } = await installed<typeof import('minisearch')>('minisearch/dist/es/index.js');

/** As Debian names them. */
const LANGUAGES: Readonly<Record<string, string>> = {
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  it: 'Italian',
  pl: 'Polish',
  fi: 'Finnish',
  hu: 'Hungarian',
  tr: 'Turkish',
  vi: 'Vietnamese',
  ru: 'Russian',
  uk: 'Ukrainian',
  el: 'Greek',
  ja: 'Japanese',
  zh_CN: 'Chinese, simplified',
  zh_TW: 'Chinese, traditional',
  ko: 'Korean',
  km: 'Khmer',
  th: 'Thai',
  ar: 'Arabic',
  he: 'Hebrew',
  fa: 'Persian',
  hi: 'Hindi',
  en: 'English',
};
/** Too few texts say nothing. */
const LEAST_QUERIES = 100;
const K = 10;

type Ask = (query: string) => Promise<string[]> | string[];

interface Score {
  ndcg: number;
  first: number;
}

const asked = process.argv.slice(2);
const codes = asked.length === 0 ? Object.keys(LANGUAGES) : asked;
fetchTranslations(codes);
const rows: string[][] = [];
for (const code of codes) {
  const set = judgedSet(descriptionsIn(code));
  const { documents, queries } = set;
  const name = LANGUAGES[code] ?? code;
  if (queries.length < LEAST_QUERIES) {
    console.error(`${name}: ${queries.length} queries, left out`);
    continue;
  }
  const ours = await scoreOf(set, await leannWeb(set));
  const theirs = await scoreOf(set, miniSearch(set));
  const odd = Math.floor(queries.length / 2);
  rows.push([name, `${documents.length}`, `${odd}`, written(ours), written(theirs)]);
  console.error(rows.at(-1)?.join(' | '));
}
console.log(table(['language', 'texts', 'queries', 'leann-web, words', 'MiniSearch'], rows));

function written({ ndcg, first }: Score): string {
  return `${ndcg.toFixed(3)}; ${first.toFixed(2)}`;
}

/** The first update of a search by words, which knows of no model. */
async function leannWeb({ documents }: Judged): Promise<Ask> {
  const core = await loadCore();
  const index: Index = await LeannIndex.open('languages', {
    embedder: standIn('stand-in'),
    core,
    store: 'memory',
  });
  for await (const _ of index.add(documents));
  return async (query) => {
    for await (const { hits } of index.search(query, { mode: 'words', k: K, group: 'document' })) {
      return hits.map(({ id }) => id);
    }
    return [];
  };
}

/** As its page shows it first: one field, nothing set. */
function miniSearch({ documents }: Judged): Ask {
  const index = new MiniSearch<Judged['documents'][number]>({ fields: ['text'] });
  index.addAll(documents);
  return (query) =>
    index
      .search(query)
      .slice(0, K)
      .map(({ id }) => String(id));
}

/** One document is right: nDCG is 1 / log2(1 + its place). And the share of queries that have it first. */
async function scoreOf({ queries }: Judged, ask: Ask | Promise<Ask>): Promise<Score> {
  const search = await ask;
  let ndcg = 0;
  let first = 0;
  const odd = queries.filter((_, row) => row % 2 === 1);
  for (const { text, id } of odd) {
    const place = (await search(text)).indexOf(id);
    if (place >= 0) ndcg += 1 / Math.log2(place + 2) / odd.length;
    if (place === 0) first += 1 / odd.length;
  }
  return { ndcg, first };
}
