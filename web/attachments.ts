// What this package keeps in an index file beside the core's own sections; docs/format.md, "Attachments".

import { LeannError } from './error.js';

/** Checks of the passages' texts. */
export const CHECKS = 'CHCK';
/** Documents, without their texts. Exported files only. */
export const DOCUMENTS = 'DOCS';
/** The passages' texts. Exported files only. */
export const TEXTS = 'TEXT';

export function encodeChecks(checks: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(checks.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [row, check] of checks.entries()) view.setUint16(row * 2, check, true);
  return bytes;
}

/** The checks of `count` passages; none where the file has none. Errors: `corrupt`. */
export function decodeChecks(bytes: Uint8Array | undefined, count: number): Uint16Array {
  if (bytes === undefined) return new Uint16Array(0);
  if (bytes.length !== count * 2) {
    throw new LeannError(
      'corrupt',
      `leann: cannot read index: it has ${bytes.length / 2} checks of ${count} texts`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: count }, (_, row) => view.getUint16(row * 2, true));
}
