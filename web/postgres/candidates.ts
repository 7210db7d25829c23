// Asks the database for passages: those that words find, and those nearest to a vector.

import type { Where } from '../filter/where.js';
import type { SearchSettings } from '../search/search-settings.js';
import { type PassageRow, passageColumns } from './passage-row.js';
import { ask, type PostgresClient, vectorText } from './postgres-client.js';
import { anyOf, type MetTerm } from './query-words.js';
import { type Bind, whereSql } from './where-sql.js';

/** What a search is for, and where. */
export interface Wanted {
  client: PostgresClient;
  /** Quoted. */
  schema: string;
  action: string;
  settings: SearchSettings;
  where: Where | undefined;
  /** Ids of the documents that may be found; undefined for all. */
  ids: readonly string[] | undefined;
  met: readonly MetTerm[];
  vector: Float32Array | undefined;
}

/** A passage, and the cosine of its vector and the query's; null before that is embedded. */
export interface Candidate extends PassageRow {
  cosine: number | null;
}

/** The `count` best by how rare the words are that they have; of equal ones the shortest, of which a word says most. Errors: `storage-failed`. */
export async function byWords(wanted: Wanted, count: number): Promise<Candidate[]> {
  const { schema, met, vector } = wanted;
  const sought = met.filter(({ query, alternatives }) => !query.excluded && alternatives.length > 0);
  if (sought.length === 0) return [];
  const { bind, values } = binder();
  const cosine = vector === undefined ? 'NULL::float8' : cosineSql(vector, bind);
  const any = bind(sought.map(({ alternatives }) => anyOf(alternatives)).join(' | '));
  const conditions = [`p.words @@ ${any}::text::tsquery`, ...conditionsOf(wanted, bind)];
  const rank = sought.map(
    ({ alternatives, rarity }) =>
      `(p.words @@ ${bind(anyOf(alternatives))}::text::tsquery)::int * ${rarity.toFixed(4)}`,
  );
  const text = `SELECT ${passageColumns()}, ${cosine} AS cosine
FROM ${schema}.passages p JOIN ${schema}.documents d ON d.number = p.document
WHERE ${conditions.join(' AND ')} ORDER BY ${rank.join(' + ')} DESC, length(p.words), p.node LIMIT ${count}`;
  return await ask<Candidate>(wanted.client, wanted.action, text, values);
}

/** The `count` nearest to the vector: by the index of the database, or exactly if not all may be found. Errors: `storage-failed`. */
export async function byMeaning(wanted: Wanted, vector: Float32Array, count: number): Promise<Candidate[]> {
  const { schema } = wanted;
  const { bind, values } = binder();
  const cosine = cosineSql(vector, bind);
  const conditions = conditionsOf(wanted, bind);
  const documents = `JOIN ${schema}.documents d ON d.number = p.document`;
  const text =
    conditions.length === 0
      ? `SELECT ${passageColumns()}, ${cosine} AS cosine
FROM ${schema}.nearest(${bind(vectorText(vector))}::text::halfvec, ${count}) n JOIN ${schema}.passages p ON p.node = n.node ${documents}
ORDER BY cosine DESC, p.node`
      : // The index gives the nearest of all: of these, too few might be left.
        `SELECT ${passageColumns()}, ${cosine} AS cosine
FROM ${schema}.passages p ${documents}
WHERE ${conditions.join(' AND ')} ORDER BY ${cosine} + 0 DESC, p.node LIMIT ${count}`;
  return await ask<Candidate>(wanted.client, wanted.action, text, values);
}

function conditionsOf({ schema, where, ids, met }: Wanted, bind: Bind): string[] {
  const conditions: string[] = [];
  if (where !== undefined) conditions.push(whereSql(where, 'p.document', schema, bind));
  if (ids !== undefined) {
    const list = bind(JSON.stringify(ids));
    conditions.push(`d.id IN (SELECT json_array_elements_text(${list}::text::json))`);
  }
  for (const { query, alternatives } of met) {
    if (query.required && alternatives.length === 0) conditions.push('FALSE');
    if (alternatives.length === 0) continue;
    const any = () => `${bind(anyOf(alternatives))}::text::tsquery`;
    if (query.required) conditions.push(`p.words @@ ${any()}`);
    if (query.excluded) {
      conditions.push(
        `NOT EXISTS (SELECT FROM ${schema}.passages e WHERE e.document = p.document AND e.words @@ ${any()})`,
      );
    }
  }
  return conditions;
}

function cosineSql(vector: Float32Array, bind: Bind): string {
  return `(1 - (p.embedding <=> ${bind(vectorText(vector))}::text::halfvec))::float8`;
}

function binder(): { bind: Bind; values: unknown[] } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}
