// Quality of answers by words, by meaning and by both, on judged sets. Prints a Markdown table for each.
// node dist/bench/judged.js [--max-tokens N] [--no-context] [--table-only] FOLDER …   (bench/judged/judged-set.ts says what a folder holds)

import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { LeannIndex, SearchOptions } from '../web/index.js';
import { withBenchModel } from './judged/bench-model.js';
import { type JudgedSet, ndcg, readJudgedSet } from './judged/judged-set.js';
import { answer, indexOf } from './judged/one-index.js';
import { asPublished } from './judged/published-folder.js';

/** Ways to search, by what the table calls them. */
const WAYS: Record<string, SearchOptions> = {
  words: { mode: 'words' },
  'meaning, as by default': { mode: 'meaning' },
  'meaning, 256 recomputed': { mode: 'meaning', confidence: 1 },
  'both, nothing recomputed': { maxRecomputes: 0 },
  'both, 3 recomputed': { maxRecomputes: 3 },
  'both, 8 recomputed': { maxRecomputes: 8 },
  'both, 16 recomputed': { maxRecomputes: 16 },
  'both, as by default': {},
  'both, 256 recomputed': { confidence: 1 },
};

/** Ways that need no model, by what the table calls them. */
const WITHOUT_MODEL: Record<string, SearchOptions> = {
  'table of terms, by meaning': { mode: 'meaning', model: false },
  'table of terms, both': { model: false },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'max-tokens': { type: 'string' },
    'no-context': { type: 'boolean' },
    'table-only': { type: 'boolean' },
  },
});
await withBenchModel(async (embedder) => {
  for (const folder of positionals) {
    const set = readJudgedSet(folder);
    const maxTokens = values['max-tokens'];
    const split = {
      ...(maxTokens !== undefined && { maxTokens: Number(maxTokens) }),
      ...(values['no-context'] && { context: false }),
    };
    const index = await indexOf(embedder, set.documents, { split });
    const { passages, bytes, split: used } = index.info();
    console.log(`\n## ${basename(folder)}: ${set.documents.length} documents, ${passages} passages`);
    console.log(
      `\n${JSON.stringify(used)}; ${(bytes.total / passages).toFixed(1)} bytes a passage, of which`,
    );
    console.log(`words ${(bytes.words / passages).toFixed(1)}\n`);
    console.log(
      '| search | nDCG@10, even queries | odd queries | recomputed | 95th percentile | tokens encoded | weak answers |',
    );
    console.log('|---|---|---|---|---|---|---|');
    await printRows(index, set, values['table-only'] ? {} : WAYS);
    await asPublished(index, embedder, async (published, { bytes: all, ms }) => {
      await printRows(published, set, WITHOUT_MODEL);
      console.log(`\nThe table: ${(all / 1000).toFixed(0)} kB of rows, fitted in ${ms.toFixed(0)} ms.`);
    });
    await index.close();
  }
});

/** nDCG@10 of both halves; of all queries the means, and the 95th percentile of what was recomputed. */
interface Measured {
  even: number;
  odd: number;
  recomputed: number;
  most: number;
  tokens: number;
  weak: number;
}

async function printRows(
  index: LeannIndex,
  set: JudgedSet,
  ways: Record<string, SearchOptions>,
): Promise<void> {
  for (const [name, options] of Object.entries(ways)) {
    const { even, odd, recomputed, most, tokens, weak } = await measured(set, (query) =>
      answer(index, query, { ...options, k: 10, group: 'document' }),
    );
    const effort = [recomputed.toFixed(1), most, tokens.toFixed(0)];
    const row = [name, even.toFixed(4), odd.toFixed(4), ...effort, weak.toFixed(3)];
    console.log(`| ${row.join(' | ')} |`);
  }
}

async function measured(
  { queries }: JudgedSet,
  ask: (query: string) => ReturnType<typeof answer>,
): Promise<Measured> {
  const halves: [number[], number[]] = [[], []];
  const recomputed: number[] = [];
  const tokens: number[] = [];
  let weak = 0;
  for (const [row, query] of queries.entries()) {
    const { hits, stats } = await ask(query.text);
    halves[row % 2 === 0 ? 0 : 1].push(
      ndcg(
        query,
        hits.map(({ id }) => id),
      ),
    );
    recomputed.push(stats.recomputed);
    tokens.push(stats.tokens ?? 0);
    if (hits[0] === undefined || hits[0].weak) weak += 1 / queries.length;
  }
  const [even = 0, odd = 0, mean = 0, read = 0] = [...halves, recomputed, tokens].map(
    (all) => all.reduce((sum, each) => sum + each, 0) / all.length,
  );
  recomputed.sort((left, right) => left - right);
  const most = recomputed[Math.floor(0.95 * recomputed.length)] ?? 0;
  return { even, odd, recomputed: mean, most, tokens: read, weak };
}
