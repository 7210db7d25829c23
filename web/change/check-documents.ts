// Checks the documents that a caller gives.

import { LeannError } from '../base/error.js';
import { isJsonObject } from '../base/json.js';
import type { AnyDocument, Document, ImageDocument } from '../interface/document.js';
import type { Heading } from '../text/heading.js';

/** Errors: `invalid-argument`. */
export function checkIterable(documents: unknown): void {
  const iterable =
    typeof documents === 'object' &&
    documents !== null &&
    (Symbol.iterator in documents || Symbol.asyncIterator in documents);
  if (!iterable) throw invalid('documents', 'an array or another iterable of { id, text } is needed');
}

/** Errors: `invalid-argument`. */
export function checkDocument(value: unknown, row: number): asserts value is AnyDocument {
  if (typeof value !== 'object' || value === null)
    throw invalid(`document number ${row}`, 'it is not an object');
  const { id, text, image, title, url, metadata, headings, vector } = value as Partial<
    Record<keyof Document | keyof ImageDocument, unknown>
  >;
  if (typeof id !== 'string' || id === '') {
    throw invalid(`document number ${row}`, 'its id must be a string that is not empty');
  }
  checkContent(id, text, image, headings);
  for (const [name, field] of Object.entries({ title, url })) {
    if (field === undefined || typeof field === 'string') continue;
    throw invalid(`document "${id}"`, `its ${name} must be a string`);
  }
  if (metadata !== undefined && !isJsonObject(metadata)) {
    throw invalid(`document "${id}"`, 'its metadata must be an object of JSON values');
  }
  if (headings !== undefined) checkHeadings(id, String(text), headings);
  if (vector !== undefined && !(Array.isArray(vector) || vector instanceof Float32Array)) {
    throw invalid(`document "${id}"`, 'its vector must be an array of numbers or a Float32Array');
  }
}

/** A text, or an image. */
function checkContent(id: string, text: unknown, image: unknown, headings: unknown): void {
  const refuse = (reason: string) => invalid(`document "${id}"`, reason);
  if (image === undefined) {
    if (typeof text !== 'string') throw refuse('its text must be a string');
    return;
  }
  if (text !== undefined) throw refuse('it may have a text or an image, not both');
  if (headings !== undefined) throw refuse('an image has no headings');
  const isBitmap = typeof ImageBitmap === 'function' && image instanceof ImageBitmap;
  if (typeof image !== 'string' && !(image instanceof Blob) && !isBitmap)
    throw refuse('its image must be a Blob, an ImageBitmap or a URL');
}

function checkHeadings(id: string, text: string, headings: unknown): asserts headings is readonly Heading[] {
  if (!Array.isArray(headings)) throw invalid(`document "${id}"`, 'its headings must be an array');
  let after = 0;
  for (const [row, heading] of headings.entries()) {
    const refuse = (reason: string) => invalid(`document "${id}"`, `its heading number ${row} ${reason}`);
    if (typeof heading !== 'object' || heading === null) throw refuse('is not an object');
    const { start, end, level, anchor } = heading as Partial<Record<keyof Heading, unknown>>;
    if (!isInteger(start) || !isInteger(end) || !isInteger(level) || level < 1) {
      throw refuse('must have integers as start, end and level, and a level of at least 1');
    }
    if (start < after || end < start || end > text.length) {
      throw refuse(`must be within the text, after the one before: not from ${start} to ${end}`);
    }
    if (anchor !== undefined && typeof anchor !== 'string') throw refuse('must have a string as its anchor');
    after = end;
  }
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function invalid(what: string, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot add ${what}: ${reason}`);
}
