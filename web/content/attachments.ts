// The sections that this package adds to an index file besides those of the core; docs/format.md, "Attachments".

import { LeannError } from '../base/error.js';

/** Checks of the passages' texts. */
export const CHECKS = 'CHCK';
/** The rows of the table of terms; left out if there is none. Not in published folders, which have it in shards. */
export const TABLE = 'TABL';
/** Documents, without their texts. Exported files only. */
export const DOCUMENTS = 'DOCS';
/** The passages' texts. Exported files only. */
export const TEXTS = 'TEXT';

/** Bytes of a check. */
export const CHECK_BYTES = 2;

/** The checks of `count` passages. Errors: `corrupt`. */
export function decodeChecks(bytes: Uint8Array | undefined, count: number): Uint16Array {
  if (bytes?.length !== count * CHECK_BYTES) {
    throw new LeannError('corrupt', `leann: cannot read index: the checks of its ${count} texts are damaged`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: count }, (_, row) => view.getUint16(row * CHECK_BYTES, true));
}
