// Collections with judged answers, in the layout of BEIR: corpus.jsonl { _id, title, text }, queries.jsonl { _id, text },
// qrels.tsv with a header and query-id, corpus-id, score.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface JudgedQuery {
  text: string;
  /** How good documents are, by id; above 0. */
  judged: ReadonlyMap<string, number>;
}

export interface JudgedSet {
  documents: { id: string; title: string; text: string }[];
  queries: JudgedQuery[];
}

/** Queries that nobody judged are left out. */
export function readJudgedSet(folder: string): JudgedSet {
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  const records = (name: string) =>
    lines(name).map((line) => JSON.parse(line) as { _id: string; title?: string; text: string });
  const judged = new Map<string, Map<string, number>>();
  for (const line of lines('qrels.tsv').slice(1)) {
    const [query = '', document = '', score = '0'] = line.split('\t');
    if (Number(score) <= 0) continue;
    const documents = judged.get(query) ?? new Map<string, number>();
    judged.set(query, documents.set(document, Number(score)));
  }
  const queries = records('queries.jsonl').flatMap(({ _id, text }) => {
    const documents = judged.get(_id);
    return documents === undefined ? [] : [{ text, judged: documents }];
  });
  const documents = records('corpus.jsonl').map(({ _id, title = '', text }) => ({ id: _id, title, text }));
  return { documents, queries };
}

/** nDCG@10 of a ranking of document ids, with linear gains: 0 to 1. */
export function ndcg({ judged }: JudgedQuery, ranking: readonly string[]): number {
  const discounted = (gains: number[]) =>
    gains.reduce((sum, gain, row) => sum + gain / Math.log2(row + 2), 0);
  const ideal = [...judged.values()].sort((a, b) => b - a).slice(0, 10);
  return discounted(ranking.slice(0, 10).map((id) => judged.get(id) ?? 0)) / discounted(ideal);
}
