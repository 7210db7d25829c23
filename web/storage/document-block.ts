// A block of documents as it is stored.

import { LeannError } from '../base/error.js';
import type { StoredDocument } from './store.js';

/** Columns, one entry a document; null where a document has no title. */
export interface DocumentBlock {
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
  };
}

/** Checks a block that was read. Errors: `corrupt`. */
export function parseDocumentBlock(value: unknown): StoredDocument[] {
  const { ids, titles, passages, textBytes } = (value ?? {}) as Partial<Record<keyof DocumentBlock, unknown>>;
  if (
    !Array.isArray(ids) ||
    !Array.isArray(titles) ||
    !Array.isArray(passages) ||
    !Array.isArray(textBytes)
  ) {
    throw damaged();
  }
  return ids.map((id: unknown, row) => {
    const title: unknown = titles[row];
    const counts = { passages: count(passages[row]), textBytes: count(textBytes[row]) };
    if (typeof id !== 'string') throw damaged();
    if (title === null) return { id, ...counts };
    if (typeof title !== 'string') throw damaged();
    return { id, title, ...counts };
  });
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damaged();
  return value;
}

function damaged(): LeannError {
  return new LeannError(
    'corrupt',
    'leann: cannot read stored documents: a block of them is missing or damaged',
  );
}
