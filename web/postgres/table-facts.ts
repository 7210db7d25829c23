// What the tables of an index say of themselves.

import { LeannError } from '../base/error.js';
import { fieldsOf, isCount, isFields, isText, isValues } from '../base/fields.js';
import type { BuildOptions } from '../core/build-options.js';
import { readSplitRecord, type SplitRecord, splitOptions } from '../storage/split-record.js';
import type { SplitOptions } from '../text/passage.js';
import { ask, type PostgresClient } from './postgres-client.js';

/** Rises if tables are no longer as they were. */
export const TABLES_VERSION = 2;

/** The one row of the table `facts`, a JSON object. */
export interface TableFacts {
  version: number;
  name: string;
  /** Of the embedder. */
  fingerprint: string;
  dimension: number;
  documents: number;
  passages: number;
  /** Words in the texts of passages; titles that have words, and how many those are. */
  words: { body: number; titled: number; title: number };
  split: SplitRecord;
  build: Record<string, unknown>;
  /** SHA-256 of all that was exported: equal ones are the same tables. */
  content: string;
}

export interface IndexFacts extends Omit<TableFacts, 'split' | 'build'> {
  split: SplitOptions;
  build: BuildOptions;
}

/** Errors: `not-found` if there are no such tables; `unsupported-version`, `corrupt`; `storage-failed`. */
export async function readFacts(client: PostgresClient, schema: string, quoted: string): Promise<IndexFacts> {
  const action = `open index "${schema}"`;
  const there = await ask<{ there: boolean }>(
    client,
    action,
    'SELECT to_regclass($1::text) IS NOT NULL AS there',
    [`${quoted}.facts`],
  );
  if (!there[0]?.there) {
    throw new LeannError('not-found', `leann: cannot ${action}: there is no such index in the database`);
  }
  const rows = await ask<{ facts: string }>(client, action, `SELECT facts::text FROM ${quoted}.facts`);
  return parseFacts(JSON.parse(rows[0]?.facts ?? 'null'), action);
}

function parseFacts(value: unknown, action: string): IndexFacts {
  const refuse = () => new LeannError('corrupt', `leann: cannot ${action}: its table of facts is damaged`);
  const fields = fieldsOf(value, 'facts', refuse);
  const version = fields('version', isCount);
  if (version !== TABLES_VERSION) {
    throw new LeannError(
      'unsupported-version',
      `leann: cannot ${action}: its tables are of version ${version}, this is for version ${TABLES_VERSION}; export it again`,
    );
  }
  const words = fieldsOf(fields('words', isFields), 'words', refuse);
  return {
    version,
    name: fields('name', isText),
    fingerprint: fields('fingerprint', isText),
    dimension: fields('dimension', isCount),
    documents: fields('documents', isCount),
    passages: fields('passages', isCount),
    words: { body: words('body', isCount), titled: words('titled', isCount), title: words('title', isCount) },
    split: splitOptions(readSplitRecord(fieldsOf(fields('split', isFields), 'split', refuse))),
    build: fields('build', isValues) as BuildOptions,
    content: fields('content', isText),
  };
}
