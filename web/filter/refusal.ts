// Errors about what was asked of fields.

import { LeannError } from '../base/error.js';

/** `place` says what is done with what, up to the value: `search with where.size.gt`. */
export function refusal(place: string, value: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot ${place} ${shown(value)}: ${reason}`);
}

/** Never throws, unlike String. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
