// One committed state of an index in a folder: its manifest, and where its parts are.

import { LeannError } from '../../web/error.js';
import { crc32 } from '../../web/storage/crc32.js';
import { type Manifest, parseManifest } from '../../web/storage/manifest.js';

/** A stretch of a file, with its CRC-32. */
export interface FilePart {
  offset: number;
  bytes: number;
  crc32: number;
}

/** What `manifest.json` says of the other files; `blocks` are those of `passages.jsonl`, one a line. */
export interface Parts {
  documents: FilePart;
  blocks: FilePart[];
  /** Numbers of deleted documents. */
  deleted: Uint32Array;
}

export interface Generation extends Parts {
  folder: string;
  manifest: Manifest;
}

/** Bytes of `manifest.json`. */
export function encodeGeneration(manifest: Manifest, { documents, blocks, deleted }: Parts): Uint8Array {
  return encoded({ ...manifest, parts: { documents, blocks, deleted: [...deleted] } });
}

/** Errors: `corrupt`, `unsupported-version`. */
export function parseGeneration(folder: string, value: unknown): Generation {
  const manifest = parseManifest(value);
  const parts = ((value as { parts?: unknown }).parts ?? {}) as Record<string, unknown>;
  const { documents, blocks, deleted } = parts;
  if (!Array.isArray(blocks) || !Array.isArray(deleted) || !deleted.every(isCount)) {
    throw damaged('manifest.json');
  }
  return {
    folder,
    manifest,
    documents: parsePart(documents),
    blocks: blocks.map(parsePart),
    deleted: Uint32Array.from(deleted),
  };
}

/** A value as JSON, in UTF-8 with a line end. */
export function encoded(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** The value of a part that was read. Errors: `corrupt`. */
export function decoded(bytes: Uint8Array, part: FilePart, file: string): unknown {
  if (bytes.length !== part.bytes || crc32(bytes) !== part.crc32) throw damaged(file);
  return JSON.parse(new TextDecoder().decode(bytes));
}

export function partOf(bytes: Uint8Array, offset: number): FilePart {
  return { offset, bytes: bytes.length, crc32: crc32(bytes) };
}

function parsePart(value: unknown): FilePart {
  const { offset, bytes, crc32: sum } = (value ?? {}) as Record<string, unknown>;
  if (!isCount(offset) || !isCount(bytes) || !isCount(sum)) throw damaged('manifest.json');
  return { offset, bytes, crc32: sum };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function damaged(file: string): LeannError {
  return new LeannError('corrupt', `leann: cannot read ${file}: it is damaged`);
}
