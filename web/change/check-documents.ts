// Checks the documents that a caller gives.

import { LeannError } from '../base/error.js';
import type { Document } from '../interface/document.js';

/** Errors: `invalid-argument`. */
export function checkIterable(documents: unknown): void {
  const iterable =
    typeof documents === 'object' &&
    documents !== null &&
    (Symbol.iterator in documents || Symbol.asyncIterator in documents);
  if (!iterable) throw invalid('documents', 'an array or another iterable of { id, text } is needed');
}

/** Errors: `invalid-argument`. */
export function checkDocument(value: unknown, row: number): asserts value is Document {
  if (typeof value !== 'object' || value === null)
    throw invalid(`document number ${row}`, 'it is not an object');
  const { id, text, title } = value as Partial<Record<keyof Document, unknown>>;
  if (typeof id !== 'string' || id === '') {
    throw invalid(`document number ${row}`, 'its id must be a string that is not empty');
  }
  if (typeof text !== 'string') throw invalid(`document "${id}"`, 'its text must be a string');
  if (title !== undefined && typeof title !== 'string') {
    throw invalid(`document "${id}"`, 'its title must be a string');
  }
}

function invalid(what: string, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot add ${what}: ${reason}`);
}
