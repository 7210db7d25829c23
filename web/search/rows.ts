// The rows of an answer: passages, or documents with their passages.

import type { Found } from './scoring.js';

/** The passages of a row, best first. */
export type Row = readonly [Found, ...Found[]];

/** A row for each document, in the order of their best passages. `documents`: of each passage, its document's number. */
export function rowsByDocument(found: readonly Found[], documents: readonly number[]): Row[] {
  const rows = new Map<number, [Found, ...Found[]]>();
  for (const [at, passage] of found.entries()) {
    const document = documents[at] ?? -1;
    const row = rows.get(document);
    if (row === undefined) rows.set(document, [passage]);
    else row.push(passage);
  }
  return [...rows.values()];
}
