// Checks which documents a caller of delete() means.

import { LeannError } from '../base/error.js';

/** The ids as an array. Errors: `invalid-argument`; those of iterating. */
export function documentIds(ids: unknown): string[] {
  if (typeof ids === 'string') return [ids];
  const invalid = (reason: string) =>
    new LeannError('invalid-argument', `leann: cannot delete documents: ${reason}`);
  if (typeof ids !== 'object' || ids === null || !(Symbol.iterator in ids)) {
    throw invalid('an id or an iterable of ids is needed');
  }
  const all = [...(ids as Iterable<unknown>)];
  const strings = all.filter((id) => typeof id === 'string');
  if (strings.length < all.length) throw invalid('an id must be a string');
  return strings;
}
