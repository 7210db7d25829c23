// The layout of an index's database.

import type { DBSchema, IDBPDatabase } from 'idb';
import type { DocumentBlock } from './document-block.js';
import type { Manifest } from './manifest.js';
import type { PassageBlock } from './passage-block.js';

export const SCHEMA_VERSION = 2;

/**
 * Key of a block of rows: what it belongs to, its number, and the generation that wrote it. A block that grows is
 * written again beside the version before, which goes when the new one has been read back.
 */
export type BlockKey = [epoch: number, block: number, generation: number];

/** The parts that change with every commit. */
export interface StateRecord {
  deleted: Uint32Array;
  vectors: Uint16Array;
}

export interface JournalRecord {
  vector: Uint16Array;
  /** When it was written, in days since 1970. */
  day: number;
}

/** The object stores. Those of `manifest`, `state` and `index` are keyed by the generation that wrote them. */
export interface IndexSchema extends DBSchema {
  manifest: { key: number; value: Manifest };
  state: { key: number; value: StateRecord };
  index: { key: number; value: Uint8Array };
  documents: { key: BlockKey; value: DocumentBlock };
  passages: { key: BlockKey; value: PassageBlock };
  journal: { key: string; value: JournalRecord; indexes: { day: number } };
}

export type Database = IDBPDatabase<IndexSchema>;

export type Part = 'manifest' | 'state' | 'index' | 'documents' | 'passages' | 'journal';
export const PARTS: Part[] = ['manifest', 'state', 'index', 'documents', 'passages', 'journal'];

/** The object stores that hold rows in blocks. */
export type RowPart = 'documents' | 'passages';

const PREFIX = 'leann-web:';

export function databaseName(indexName: string): string {
  return `${PREFIX}${indexName}`;
}

/** The index that a database is of; undefined for the databases of others. */
export function indexNamed(database: string): string | undefined {
  return database.startsWith(PREFIX) ? database.slice(PREFIX.length) : undefined;
}
