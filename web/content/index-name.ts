// Which names an index can have. A file of its own: pages that only search need no other settings.

import { LeannError } from '../base/error.js';

/** Errors: `invalid-argument`. */
export function requireName(name: unknown): void {
  if (typeof name === 'string' && name !== '') return;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use index ${String(name)}: its name must be a string that is not empty`,
  );
}
