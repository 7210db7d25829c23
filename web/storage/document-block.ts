// A block of documents as it is stored.

import { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isStrings, isTextsOrNulls } from '../base/fields.js';
import { type CarriedColumns, carriedAt, carriedColumns, readCarriedColumns } from './carried-columns.js';
import type { StoredDocument } from './store.js';

/** Columns, with one entry for each document; null if a document has no title. */
export interface DocumentBlock extends CarriedColumns {
  ids: string[];
  titles: (string | null)[];
  passages: number[];
  textBytes: number[];
}

export function documentBlock(documents: readonly StoredDocument[]): DocumentBlock {
  return {
    ids: documents.map((document) => document.id),
    titles: documents.map((document) => document.title ?? null),
    passages: documents.map((document) => document.passages),
    textBytes: documents.map((document) => document.textBytes),
    ...carriedColumns(documents),
  };
}

/** Checks a block that was read. Errors: `corrupt`. */
export function parseDocumentBlock(value: unknown): StoredDocument[] {
  const fields = fieldsOf(value, 'documents', damaged);
  const ids = fields('ids', isStrings);
  const titles = fields('titles', isTextsOrNulls);
  const passages = fields('passages', isCounts);
  const textBytes = fields('textBytes', isCounts);
  const carried = readCarriedColumns(fields, ids.length);
  return ids.map((id, row) => {
    const title = titles[row];
    const counts = { passages: passages[row] ?? missing(), textBytes: textBytes[row] ?? missing() };
    if (title === undefined) throw damaged();
    return { id, ...(title !== null && { title }), ...carriedAt(carried, row), ...counts };
  });
}

function missing(): never {
  throw damaged();
}

function damaged(): LeannError {
  return new LeannError(
    'corrupt',
    'leann: cannot read stored documents: a block of them is missing or damaged',
  );
}
