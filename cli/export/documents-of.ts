// The documents of an index that is exported to a file, from a folder or from PostgreSQL.

import { defined } from '../../web/base/defined.js';
import type { Embedder, JsonObject } from '../../web/index.js';
import { type PassageRow, passageColumns, passageOf } from '../../web/postgres/passage-row.js';
import { ask, type PostgresClient, quotedSchema } from '../../web/postgres/postgres-client.js';
import { readFacts } from '../../web/postgres/table-facts.js';
import { type ExportedDocument, exportedDocument } from './exported-document.js';
import type { OpenedIndex } from './opened-index.js';

/** Documents that are read at once. */
const BATCH = 64;
const METADATA_BATCH = 1000;

/** `embedder`: undefined if no vectors are wanted. Errors: those of the embedder; the signal's reason. */
export async function* documentsOfIndex(
  { exported, passages }: Pick<OpenedIndex, 'exported' | 'passages'>,
  embedder: Embedder | undefined,
  signal: AbortSignal,
): AsyncGenerator<ExportedDocument> {
  let first = 0;
  for (let at = 0; at < exported.documents.length; at += BATCH) {
    signal.throwIfAborted();
    const documents = exported.documents.slice(at, at + BATCH);
    const count = documents.reduce((sum, document) => sum + document.passages, 0);
    const own = passages.slice(first, first + count);
    const texts = own.map(({ embedded }) => embedded);
    const vectors = count > 0 ? await embedder?.embed(texts, { signal }) : undefined;
    let row = 0;
    for (const document of documents) {
      const found = own.slice(row, row + document.passages).map((passage, part) => {
        const vector = vectors?.[row + part];
        return { ...passage, ...(vector && { vector: Array.from(vector) }) };
      });
      row += document.passages;
      yield exportedDocument(document, found);
    }
    first += count;
  }
}

/** Errors: `not-found`, `storage-failed`; the signal's reason. */
export async function* documentsOfPostgres(
  client: PostgresClient,
  schema: string,
  withVectors: boolean,
  signal: AbortSignal,
): AsyncGenerator<ExportedDocument> {
  const quoted = quotedSchema(schema);
  const { documents } = await readFacts(client, schema, quoted);
  const text = `SELECT ${passageColumns()}, ${withVectors ? 'p.embedding::text' : 'NULL'} AS vector
FROM ${quoted}.documents d LEFT JOIN ${quoted}.passages p ON p.document = d.number
WHERE d.number >= $1::int AND d.number < $2::int ORDER BY d.number, p.node`;
  for (let at = 0; at < documents; at += BATCH) {
    signal.throwIfAborted();
    const rows = await ask<PassageRow & { vector: string | null }>(
      client,
      `read the schema "${schema}"`,
      text,
      [at, at + BATCH],
    );
    const byId = new Map<string, typeof rows>();
    for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
    for (const own of byId.values()) {
      const [first] = own;
      if (first === undefined) continue;
      // A document without text has no passage.
      const passages = own
        .filter(({ text }) => text !== null)
        .map((row) => ({
          ...passageOf(row),
          ...defined({ vector: row.vector === null ? undefined : (JSON.parse(row.vector) as number[]) }),
        }));
      yield exportedDocument(passageOf(first), passages);
    }
  }
}

/** Of all documents, in their order; undefined for one without. Errors: `not-found`, `storage-failed`; the signal's reason. */
export async function* metadataOfPostgres(
  client: PostgresClient,
  schema: string,
  signal: AbortSignal,
): AsyncGenerator<JsonObject | undefined> {
  const quoted = quotedSchema(schema);
  const { documents } = await readFacts(client, schema, quoted);
  const text = `SELECT metadata FROM ${quoted}.documents WHERE number >= $1::int AND number < $2::int ORDER BY number`;
  for (let at = 0; at < documents; at += METADATA_BATCH) {
    signal.throwIfAborted();
    const rows = await ask<{ metadata: JsonObject | null }>(client, `read the schema "${schema}"`, text, [
      at,
      at + METADATA_BATCH,
    ]);
    for (const { metadata } of rows) yield metadata ?? undefined;
  }
}
