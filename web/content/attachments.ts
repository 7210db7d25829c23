// The sections that this package adds to an index file besides those of the core; docs/format.md, "Attachments".

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

/** Bytes of a check. */
const CHECK_BYTES = 2;

/** The options for the core: what is attached to an index counts towards `bytesPerPassage` too. */
export function coreBuild({ bytesPerPassage, ...build }: BuildOptions): BuildOptions {
  if (bytesPerPassage === undefined) return build;
  // The core refuses numbers below 1.
  const left = bytesPerPassage < 1 ? bytesPerPassage : Math.max(1, bytesPerPassage - CHECK_BYTES);
  return { ...build, bytesPerPassage: left };
}

/** Of an attachment in a file's table of sections (docs/format.md). */
const ENTRY_BYTES = 20;

/** Bytes of a graph's file as it is saved: with its checks, and with the origin that names its embedder. */
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
