// The words that stand for a query's words in the database, and how rare they are.

import { isOneEdit } from '../words/one-edit.js';
import type { QueryTerm, WordQuery } from '../words/word-query.js';
import { ask, type PostgresClient } from './postgres-client.js';

// As in src/words/alternatives.h.
const MOST_COMPLETIONS = 64;
const COMPLETION_FACTOR = 0.6;
const MOST_SIMILAR = 16;
const SIMILAR_FACTOR = 0.7;
const LETTERS_FOR_EDITS = 4;

/** A word of the index, and what it counts, at most 1. */
export interface Alternative {
  term: string;
  factor: number;
}

/** A term of the query, and what was looked for. */
export interface MetTerm {
  query: QueryTerm;
  alternatives: Alternative[];
  /** The logarithm that BM25 has for a term. */
  rarity: number;
}

interface Place {
  client: PostgresClient;
  schema: string;
  action: string;
  /** Passages in all. */
  passages: number;
}

interface TermRow {
  term: string;
  passages: number;
}

/** Errors: `storage-failed`. A query or two for each term. */
export async function meetTerms({ terms }: WordQuery, place: Place): Promise<MetTerm[]> {
  const met: MetTerm[] = [];
  // One after another: a client without a pool takes one query at a time.
  for (const query of terms) met.push(await meet(query, place));
  return met;
}

async function meet(query: QueryTerm, place: Place): Promise<MetTerm> {
  const found = await wordsFor(query, place);
  const similar = found.length === 0 && query.typos ? await similarTo(query.term, place) : [];
  const all = [...found, ...similar];
  const alternatives = all.map(({ term }) => ({ term, factor: factorOf(term, query, similar.length > 0) }));
  const count = all.length > 1 ? await countOf(all, place) : (all[0]?.passages ?? 0);
  const rarity = Math.log(1 + (place.passages - count + 0.5) / (count + 0.5));
  return { query, alternatives, rarity };
}

function factorOf(term: string, query: QueryTerm, isSimilar: boolean): number {
  if (isSimilar) return SIMILAR_FACTOR;
  return term === query.term ? 1 : COMPLETION_FACTOR;
}

/** The term itself, and its completions if it may still be typed. */
async function wordsFor({ term, prefix }: QueryTerm, { client, schema, action }: Place): Promise<TermRow[]> {
  if (!prefix) {
    const text = `SELECT term, passages FROM ${schema}.terms WHERE term = $1::text`;
    return await ask<TermRow>(client, action, text, [term]);
  }
  const text = `SELECT term, passages FROM ${schema}.terms WHERE term LIKE $1::text ORDER BY term <> $2::text, passages DESC, term LIMIT ${MOST_COMPLETIONS + 1}`;
  return await ask<TermRow>(client, action, text, [`${likeText(term)}%`, term]);
}

/** Words that are one edit away share their first half or their last. */
async function similarTo(term: string, { client, schema, action }: Place): Promise<TermRow[]> {
  const letters = Array.from(term);
  if (letters.length < LETTERS_FOR_EDITS) return [];
  const half = Math.floor(letters.length / 2) - 1;
  const first = letters.slice(0, half).join('');
  const last = letters.slice(-half).reverse().join('');
  const text = `SELECT term, passages FROM ${schema}.terms WHERE (term LIKE $1::text OR reverse(term) LIKE $2::text) AND length(term) BETWEEN $3::int AND $4::int`;
  const patterns = [`${likeText(first)}%`, `${likeText(last)}%`];
  const near = await ask<TermRow>(client, action, text, [
    ...patterns,
    letters.length - 1,
    letters.length + 1,
  ]);
  return near
    .filter((row) => isOneEdit(term, row.term))
    .sort((a, b) => b.passages - a.passages || (a.term < b.term ? -1 : 1))
    .slice(0, MOST_SIMILAR);
}

function likeText(term: string): string {
  return term.replaceAll(/[\\%_]/g, '\\$&');
}

async function countOf(words: readonly TermRow[], { client, schema, action }: Place): Promise<number> {
  const text = `SELECT count(*)::int AS count FROM ${schema}.passages WHERE words @@ $1::text::tsquery`;
  const [row] = await ask<{ count: number }>(client, action, text, [anyOf(words)]);
  return row?.count ?? 0;
}

/** A query that is true of passages with one of these words, in the words of PostgreSQL. */
export function anyOf(words: readonly { term: string }[]): string {
  return words.map(({ term }) => `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`).join(' | ');
}
