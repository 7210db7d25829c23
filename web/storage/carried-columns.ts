// What documents carry besides id and title, in columns with one entry for each document: in stored blocks, exported files
// and published folders alike.

import { defined } from '../base/defined.js';
import { isOptional, isTextsOrNulls, type ReadField } from '../base/fields.js';
import { isJsonObject, type JsonObject } from '../base/json.js';
import type { StoredDocument } from './store.js';

type Carried = Pick<StoredDocument, 'url' | 'metadata'>;

/** Null for a document that has none. A column is left out if no document has any. */
export interface CarriedColumns {
  urls?: (string | null)[];
  metadata?: (JsonObject | null)[];
}

export function carriedColumns(documents: readonly Carried[]): CarriedColumns {
  return defined({
    urls: column(documents.map(({ url }) => url ?? null)),
    metadata: column(documents.map(({ metadata }) => metadata ?? null)),
  });
}

/** Reads the columns of so many documents. Errors: those of `fields`. */
export function readCarriedColumns(fields: ReadField, rows: number): CarriedColumns {
  const isColumn = <T>(is: (value: unknown) => value is T[]) =>
    isOptional((value): value is T[] => is(value) && value.length === rows);
  return defined({
    urls: fields('urls', isColumn(isTextsOrNulls)),
    metadata: fields('metadata', isColumn(isObjectsOrNulls)),
  });
}

/** What the document of a row carries. */
export function carriedAt({ urls, metadata }: CarriedColumns, row: number): Carried {
  return defined({ url: urls?.[row] ?? undefined, metadata: metadata?.[row] ?? undefined });
}

function column<T>(values: (T | null)[]): (T | null)[] | undefined {
  return values.some((value) => value !== null) ? values : undefined;
}

function isObjectsOrNulls(value: unknown): value is (JsonObject | null)[] {
  return Array.isArray(value) && value.every((item) => item === null || isJsonObject(item));
}
