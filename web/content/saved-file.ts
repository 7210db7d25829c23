// The file of a graph as an index that is kept here saves it: what is attached, and how large it is.

import type { BuildOptions } from '../core/build-options.js';
import type { CoreIndex } from '../core/core-index.js';
import type { IndexBytes } from '../core/records.js';
import type { Embedder } from '../embed/embedder.js';
import { CHECK_BYTES, CHECKS, TABLE } from './attachments.js';
import type { ContentTable } from './content-table.js';

/** Of an attachment in a file's table of sections (docs/format.md). */
const ENTRY_BYTES = 20;

/** The options for the core: what is attached to an index counts towards `bytesPerPassage` too. */
export function coreBuild({ bytesPerPassage, ...build }: BuildOptions): BuildOptions {
  if (bytesPerPassage === undefined) return build;
  // The core refuses numbers below 1.
  const left = bytesPerPassage < 1 ? bytesPerPassage : Math.max(1, bytesPerPassage - CHECK_BYTES);
  return { ...build, bytesPerPassage: left };
}

/** Bytes of a graph's file as it is saved: with what is attached to it, and with the origin that names its embedder. */
export function bytesAsSaved(
  { core, table }: { core: CoreIndex; table?: ContentTable | undefined },
  { fingerprint, device, dtype = '' }: Embedder,
): IndexBytes {
  const bytes = core.bytes();
  const attachments = core.size * CHECK_BYTES + (table?.rows.length ?? 0);
  const entries = table === undefined ? 1 : 2;
  const rest = entries * ENTRY_BYTES + new TextEncoder().encode(fingerprint + dtype + device).length;
  return { ...bytes, attachments, rest: bytes.rest + rest, total: bytes.total + attachments + rest };
}

/** What is attached to the file of a graph. */
export function attachmentsOf(
  checks: Uint16Array,
  table: Pick<ContentTable, 'rows'> | undefined,
): Map<string, Uint8Array> {
  const attachments = new Map([[CHECKS, encodeChecks(checks)]]);
  if (table !== undefined) attachments.set(TABLE, table.rows);
  return attachments;
}

function encodeChecks(checks: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(checks.length * CHECK_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [row, check] of checks.entries()) view.setUint16(row * CHECK_BYTES, check, true);
  return bytes;
}
