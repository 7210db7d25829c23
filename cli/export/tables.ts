// The tables of an index in PostgreSQL: made aside, and put in place in one step.

import { LeannError } from '../../web/base/error.js';
import { ask, type PostgresClient, quotedSchema } from '../../web/postgres/postgres-client.js';
import type { TableFacts } from '../../web/postgres/table-facts.js';

/** pgvector indexes vectors in half precision up to so many dimensions. */
const MOST_DIMENSIONS = 4000;

/** In the order in which they can be dropped. */
const TABLES = ['facts', 'terms', 'fields', 'passages', 'documents'];

/** Passages that the database looks at before the nearest are likely among them; more are read where that is asked for. */
const SEARCHED = 200;

export interface Schemas {
  name: string;
  /** Quoted: where searches read, and where an export writes. */
  place: string;
  draft: string;
}

export function schemasOf(name: string): Schemas {
  return { name, place: quotedSchema(name), draft: quotedSchema(`${name}_draft`) };
}

/** The content that a schema's tables say they are of; undefined if there are none. Errors: `storage-failed`. */
export async function contentOf(client: PostgresClient, quoted: string): Promise<string | undefined> {
  const action = 'export to PostgreSQL';
  const tables = await ask<{ there: boolean }>(
    client,
    action,
    'SELECT to_regclass($1::text) IS NOT NULL AS there',
    [`${quoted}.facts`],
  );
  if (!tables[0]?.there) return undefined;
  const text = `SELECT facts->>'content' AS content FROM ${quoted}.facts`;
  return (await ask<{ content: string }>(client, action, text))[0]?.content;
}

/** Begins a draft, in place of any other: a schema with its tables, empty. As a whole or not at all. Errors: `storage-failed`. */
export async function beginDraft(client: PostgresClient, schemas: Schemas, facts: TableFacts): Promise<void> {
  const { draft } = schemas;
  if (facts.dimension > MOST_DIMENSIONS) {
    throw new LeannError(
      'invalid-argument',
      `leann: cannot export vectors of ${facts.dimension} dimensions to PostgreSQL: pgvector indexes at most ${MOST_DIMENSIONS}`,
    );
  }
  const action = 'export to PostgreSQL';
  await ask(client, action, 'CREATE EXTENSION IF NOT EXISTS vector');
  await ask(
    client,
    action,
    together([
      ...dropped(draft),
      `CREATE SCHEMA IF NOT EXISTS ${draft}`,
      `CREATE TABLE ${draft}.facts (facts jsonb NOT NULL)`,
      `CREATE TABLE ${draft}.documents (number int PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, title text, url text, metadata jsonb)`,
      `CREATE TABLE ${draft}.passages (node int PRIMARY KEY, document int NOT NULL, passage int NOT NULL, start_at int NOT NULL,
        end_at int NOT NULL, text text NOT NULL, headings jsonb, anchor text, inner_sections jsonb, words tsvector NOT NULL, embedding halfvec(${facts.dimension}) NOT NULL)`,
      `CREATE TABLE ${draft}.fields (document int NOT NULL, field text COLLATE "C" NOT NULL, text text COLLATE "C", number float8, flag boolean)`,
      `CREATE TABLE ${draft}.terms (term text COLLATE "C" PRIMARY KEY, passages int NOT NULL)`,
    ]),
  );
  // Last: without it, the draft counts as none.
  await ask(client, action, `INSERT INTO ${draft}.facts VALUES ($1::text::jsonb)`, [JSON.stringify(facts)]);
}

/** Counts words and makes the indexes of a draft that is whole; what is there stays. Errors: `storage-failed`. */
export async function finishDraft(client: PostgresClient, { draft }: Schemas): Promise<void> {
  const action = 'make indexes in PostgreSQL';
  const statements = [
    `INSERT INTO ${draft}.terms SELECT word, ndoc FROM ts_stat('SELECT words FROM ${draft}.passages') ON CONFLICT DO NOTHING`,
    `CREATE INDEX IF NOT EXISTS terms_reversed ON ${draft}.terms (reverse(term))`,
    `CREATE INDEX IF NOT EXISTS passages_document ON ${draft}.passages (document)`,
    `CREATE INDEX IF NOT EXISTS passages_words ON ${draft}.passages USING gin (words)`,
    `CREATE INDEX IF NOT EXISTS fields_document ON ${draft}.fields (document, field)`,
    `CREATE INDEX IF NOT EXISTS fields_text ON ${draft}.fields (field, md5(text))`,
    `CREATE INDEX IF NOT EXISTS fields_number ON ${draft}.fields (field, number)`,
    `CREATE INDEX IF NOT EXISTS passages_embedding ON ${draft}.passages USING hnsw (embedding halfvec_cosine_ops)`,
    ...['documents', 'passages', 'fields', 'terms'].map((table) => `ANALYZE ${draft}.${table}`),
  ];
  for (const statement of statements) await ask(client, action, statement);
}

/** Puts a finished draft where searches read, in place of what was there. As a whole or not at all. Errors: `storage-failed`. */
export async function publishDraft(client: PostgresClient, { place, draft }: Schemas): Promise<void> {
  const statements = [
    `CREATE SCHEMA IF NOT EXISTS ${place}`,
    ...dropped(place),
    ...TABLES.map((table) => `ALTER TABLE ${draft}.${table} SET SCHEMA ${place}`),
    // Settings of the session would depend on the connection that a pool happens to give.
    `CREATE FUNCTION ${place}.nearest(wanted halfvec, most int) RETURNS TABLE (node int) LANGUAGE sql STABLE
      SET hnsw.ef_search = ${SEARCHED} SET hnsw.iterative_scan = strict_order
      AS $nearest$ SELECT p.node FROM ${place}.passages p ORDER BY p.embedding <=> wanted LIMIT most $nearest$`,
    `DROP SCHEMA ${draft}`,
  ];
  await ask(client, 'put the index in place in PostgreSQL', together(statements));
}

/** Ours alone: a schema may hold other tables too. */
function dropped(schema: string): string[] {
  return [
    `DROP FUNCTION IF EXISTS ${schema}.nearest(halfvec, int)`,
    ...TABLES.map((table) => `DROP TABLE IF EXISTS ${schema}.${table}`),
  ];
}

/** One statement of several, which is one transaction on any connection. */
function together(statements: readonly string[]): string {
  return `DO $leann$ BEGIN\n${statements.map((statement) => `${statement};`).join('\n')}\nEND $leann$`;
}
