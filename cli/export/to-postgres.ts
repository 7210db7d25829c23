// Writes an index into PostgreSQL, and goes on where an export was interrupted.

import { createHash } from 'node:crypto';
import { LeannError } from '../../web/base/error.js';
import type { OwnedPassage } from '../../web/content/searched-content.js';
import type { ExportedIndex } from '../../web/file/exported-index.js';
import { pathsOf, valuesOf } from '../../web/filter/field.js';
import type { Embedder } from '../../web/index.js';
import { countWords } from '../../web/postgres/count-words.js';
import { ask, type PostgresClient, vectorText } from '../../web/postgres/postgres-client.js';
import { TABLES_VERSION, type TableFacts } from '../../web/postgres/table-facts.js';
import { splitRecord } from '../../web/storage/split-record.js';
import { termsOf } from '../../web/words/find-words.js';
import { beginDraft, contentOf, finishDraft, publishDraft, type Schemas, schemasOf } from './tables.js';

/** Rows that are sent at once. */
const BATCH = 64;

export interface PostgresExport {
  client: PostgresClient;
  schema: string;
  name: string;
  exported: ExportedIndex;
  passages: readonly OwnedPassage[];
  /** Of the index's model. */
  embedder: Embedder;
  signal: AbortSignal;
  /** Told after each batch of passages. */
  onProgress?: (done: number, total: number) => void;
}

export interface PostgresReport {
  documents: number;
  passages: number;
  /** Passages that this run has sent: fewer than all if another began. */
  sent: number;
}

/**
 * Searches read what was there before until all is written. Killed at any point and called again with the same index, it ends in
 * the same rows; if they are there already, it does nothing. One export into a schema at a time. Errors: `conflict` if another
 * one runs; `invalid-argument` for texts that PostgreSQL cannot keep; `storage-failed`; those of the embedder.
 */
export async function exportToPostgres(job: PostgresExport): Promise<PostgresReport> {
  const schemas = schemasOf(job.schema);
  const counts = { documents: job.exported.documents.length, passages: job.passages.length };
  requireStorable(job);
  const facts = factsOf(job);
  await lock(job.client, schemas);
  try {
    if ((await contentOf(job.client, schemas.place)) === facts.content) return { ...counts, sent: 0 };
    if ((await contentOf(job.client, schemas.draft)) !== facts.content)
      await beginDraft(job.client, schemas, facts);
    await sendDocuments(job, schemas);
    const sent = await sendPassages(job, schemas);
    await finishDraft(job.client, schemas);
    job.signal.throwIfAborted();
    await publishDraft(job.client, schemas);
    return { ...counts, sent };
  } finally {
    // A connection that broke has let go of it by itself.
    await job.client
      .query('SELECT pg_advisory_unlock(hashtext($1::text))', [lockName(schemas)])
      .catch(() => undefined);
  }
}

async function lock(client: PostgresClient, schemas: Schemas): Promise<void> {
  const text = 'SELECT pg_try_advisory_lock(hashtext($1::text)) AS held';
  const [row] = await ask<{ held: boolean }>(client, 'export to PostgreSQL', text, [lockName(schemas)]);
  if (row?.held) return;
  throw new LeannError(
    'conflict',
    `leann: cannot export to the schema "${schemas.name}": another export into it is running`,
  );
}

function lockName({ name }: Schemas): string {
  return `leann-web export ${name}`;
}

async function sendDocuments(
  { client, exported, signal }: PostgresExport,
  { draft }: Schemas,
): Promise<void> {
  const text = `WITH sent AS (SELECT * FROM json_to_recordset($1::text::json) AS r (number int, id text, title text, url text, metadata jsonb, fields json)),
added AS (INSERT INTO ${draft}.documents SELECT number, id, title, url, metadata FROM sent ON CONFLICT DO NOTHING RETURNING number)
INSERT INTO ${draft}.fields SELECT s.number, f.field, f.text, f.number, f.flag FROM added JOIN sent s ON s.number = added.number,
json_to_recordset(s.fields) AS f (field text, text text, number float8, flag boolean)`;
  const { documents } = exported;
  for (let first = 0; first < documents.length; first += BATCH) {
    signal.throwIfAborted();
    const rows = documents.slice(first, first + BATCH).map((document, row) => {
      const { id, title, url, metadata } = document;
      return { number: first + row, id, title, url, metadata, fields: fieldRows(document) };
    });
    await ask(client, 'export documents to PostgreSQL', text, [JSON.stringify(rows)]);
  }
}

/** A row for each value of each field that conditions can name. */
function fieldRows(document: { id: string; title?: string; url?: string; metadata?: object }) {
  const paths = ['$id', '$title', '$url', ...pathsOf(document.metadata ?? {})];
  return paths.flatMap((field) =>
    valuesOf(document, field).map((value) => ({
      field,
      ...(typeof value === 'string' && { text: value }),
      ...(typeof value === 'number' && { number: value }),
      ...(typeof value === 'boolean' && { flag: value }),
    })),
  );
}

/** Those that are not there yet. Gives how many that were. */
async function sendPassages(job: PostgresExport, { draft }: Schemas): Promise<number> {
  const { client, passages, embedder, signal, onProgress } = job;
  const action = 'export passages to PostgreSQL';
  const [row] = await ask<{ count: number }>(
    client,
    action,
    `SELECT coalesce(max(node) + 1, 0)::int AS count FROM ${draft}.passages`,
  );
  const there = row?.count ?? 0;
  const text = `INSERT INTO ${draft}.passages
SELECT node, document, passage, start_at, end_at, text, headings, anchor, inner_sections, array_to_tsvector(string_to_array(words, E'\\n')), embedding::halfvec
FROM json_to_recordset($1::text::json) AS r (node int, document int, passage int, start_at int, end_at int, text text, headings jsonb, anchor text, inner_sections jsonb, words text, embedding text)
ON CONFLICT DO NOTHING`;
  const numbers = documentNumbers(job.exported);
  for (let first = there; first < passages.length; first += BATCH) {
    signal.throwIfAborted();
    const batch = passages.slice(first, first + BATCH);
    const vectors = await embedder.embed(
      batch.map(({ embedded }) => embedded),
      { signal },
    );
    const rows = batch.map((passage, at) => ({
      node: first + at,
      document: numbers[first + at],
      passage: passage.passage,
      start_at: passage.start,
      end_at: passage.end,
      text: passage.text,
      headings: passage.headings,
      anchor: passage.anchor,
      inner_sections: passage.inner,
      words: wordsOfPassage(passage).join('\n'),
      embedding: vectorText(vectors[at] ?? []),
    }));
    await ask(client, action, text, [JSON.stringify(rows)]);
    onProgress?.(first + batch.length, passages.length);
  }
  return passages.length - there;
}

/** Each term once, wherever it is found. */
function wordsOfPassage(passage: OwnedPassage): string[] {
  const { body, headings, title } = countWords(passage);
  return [...new Set([...body.keys(), ...headings, ...title])];
}

/** The document's number of each passage. */
function documentNumbers({ documents }: ExportedIndex): number[] {
  return documents.flatMap(({ passages }, number) => new Array<number>(passages).fill(number));
}

function factsOf({ name, exported, passages, embedder }: PostgresExport): TableFacts {
  const { fingerprint, documents, settings } = exported;
  const titles = documents
    .filter((document) => document.passages > 0)
    .map(({ title = '' }) => new Set(termsOf(title)).size);
  const facts = {
    version: TABLES_VERSION,
    name,
    fingerprint,
    dimension: embedder.dimension,
    documents: documents.length,
    passages: passages.length,
    words: {
      body: passages.reduce((sum, passage) => sum + countWords({ text: passage.text }).length, 0),
      titled: titles.filter((length) => length > 0).length,
      title: titles.reduce((sum, length) => sum + length, 0),
    },
    split: splitRecord(settings.split),
    build: { ...settings.build },
  };
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const document of documents) hash.update(JSON.stringify(document));
  for (const passage of exported.passages) hash.update(JSON.stringify(passage));
  return { ...facts, content: hash.digest('hex') };
}

/** What PostgreSQL refuses in texts: U+0000, and halves of characters. */
const NOT_STORABLE = /\0|\p{Surrogate}/u;

function requireStorable({ exported: { documents }, passages }: PostgresExport): void {
  const document = documents.find(
    ({ id, title, url, metadata }) => !isStorable({ id, title, url, metadata }),
  );
  const passage = passages.find(
    ({ text, headings, anchor, inner }) => !isStorable({ text, headings, anchor, inner }),
  );
  const id = document?.id ?? passage?.id;
  if (id === undefined) return;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot export document "${id}" to PostgreSQL: it has a character that PostgreSQL cannot keep, U+0000 or half of a pair`,
  );
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !NOT_STORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorable(item));
}
