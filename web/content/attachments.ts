// What this package keeps in an index file beside the core's own sections; docs/format.md, "Attachments".

import { LeannError } from '../base/error.js';
import type { BuildOptions } from '../core/build-options.js';
import type { CoreIndex } from '../core/core-index.js';
import type { IndexBytes } from '../core/records.js';
import type { Embedder } from '../embed/embedder.js';

/** Checks of the passages' texts. */
export const CHECKS = 'CHCK';
/** Documents, without their texts. Exported files only. */
export const DOCUMENTS = 'DOCS';
/** The passages' texts. Exported files only. */
export const TEXTS = 'TEXT';

/** Bytes that the checks take a passage. */
const CHECK_BYTES = 2;

/** How the core is to build, so that an index keeps to its bytes a passage with what is attached to it. */
export function coreBuild({ bytesPerPassage, ...build }: BuildOptions): BuildOptions {
  if (bytesPerPassage === undefined) return build;
  // What is no number of bytes, the core refuses.
  const left = bytesPerPassage < 1 ? bytesPerPassage : Math.max(1, bytesPerPassage - CHECK_BYTES);
  return { ...build, bytesPerPassage: left };
}

/** Of an attachment in a file's table of sections (docs/format.md). */
const ENTRY_BYTES = 20;

/** Bytes of a graph's file as it is saved: with its checks and with what it says of its embedder. */
export function bytesWithChecks(core: CoreIndex, { fingerprint, device, dtype = '' }: Embedder): IndexBytes {
  const bytes = core.bytes();
  const attachments = core.size * CHECK_BYTES;
  const rest = ENTRY_BYTES + new TextEncoder().encode(fingerprint + dtype + device).length;
  return { ...bytes, attachments, rest: bytes.rest + rest, total: bytes.total + attachments + rest };
}

export function encodeChecks(checks: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(checks.length * CHECK_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [row, check] of checks.entries()) view.setUint16(row * CHECK_BYTES, check, true);
  return bytes;
}

/** The checks of `count` passages. Errors: `corrupt`. */
export function decodeChecks(bytes: Uint8Array | undefined, count: number): Uint16Array {
  if (bytes?.length !== count * CHECK_BYTES) {
    throw new LeannError('corrupt', `leann: cannot read index: the checks of its ${count} texts are damaged`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: count }, (_, row) => view.getUint16(row * CHECK_BYTES, true));
}
