// Some fields of all documents.

import type { Column } from './column.js';

export interface FieldTable {
  /** Documents, deleted ones included: their numbers end here. */
  readonly rows: number;
  isDeleted(row: number): boolean;
  /** Those that were asked for, each with so many rows. */
  readonly columns: ReadonlyMap<string, Column>;
}
