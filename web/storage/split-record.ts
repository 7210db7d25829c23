// How documents are split, as stored indexes, exported files and published folders say it.

import { defined } from '../base/defined.js';
import { isCount, isFlag, isOptional, type ReadField } from '../base/fields.js';
import type { SplitLimits, SplitOptions } from '../text/passage.js';

/** `context` is left out if it is false; 0.1 did not know it. */
export type SplitRecord = SplitLimits & Partial<SplitOptions>;

export function splitRecord({ maxTokens, overlapTokens, context }: SplitOptions): SplitRecord {
  return { maxTokens, overlapTokens, ...(context && { context }) };
}

export function splitOptions({ maxTokens, overlapTokens, context = false }: SplitRecord): SplitOptions {
  return { maxTokens, overlapTokens, context };
}

/** Errors: those of `fields`. */
export function readSplitRecord(fields: ReadField): SplitRecord {
  return {
    maxTokens: fields('maxTokens', isCount),
    overlapTokens: fields('overlapTokens', isCount),
    ...defined({ context: fields('context', isOptional(isFlag)) }),
  };
}
