// The layout of an index's database.

import type { DBSchema } from 'idb';
import type { DocumentBlock } from './document-block.js';
import type { Manifest } from './manifest.js';
import type { PassageBlock } from './passage-block.js';

export const SCHEMA_VERSION = 1;

/** The object stores; documents and passages are keyed by block number. */
export interface IndexSchema extends DBSchema {
  index: { key: number; value: Uint8Array };
  documents: { key: number; value: DocumentBlock };
  passages: { key: number; value: PassageBlock };
  manifest: { key: number; value: Manifest };
}

export type Part = 'index' | 'documents' | 'passages' | 'manifest';
export const PARTS: Part[] = ['index', 'documents', 'passages', 'manifest'];

/** The key of the only record in `manifest` and in `index`. */
export const ONLY = 0;

export function databaseName(indexName: string): string {
  return `leann-web:${indexName}`;
}
