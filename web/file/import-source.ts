// Reads the bytes of an index file, wherever they are.

import { LeannError, messageOf } from '../base/error.js';
import { sha256 } from '../base/sha256.js';
import { bodyOf } from './response-body.js';

/** A file, its bytes, a response that holds it, or where to fetch it. */
export type ImportSource = Blob | Uint8Array | Response | URL | string;

/**
 * Reads all of it, and compares its SHA-256 if one is expected (64 hexadecimal digits).
 * Errors: `not-found` if it cannot be fetched; `corrupt` for another SHA-256; `invalid-argument`; the signal's reason.
 */
export async function readImport(
  source: ImportSource,
  { sha256: expected, signal }: { sha256?: string | undefined; signal?: AbortSignal | undefined },
): Promise<Uint8Array<ArrayBuffer>> {
  if (expected !== undefined && !/^[0-9a-f]{64}$/i.test(expected)) {
    throw invalid(`sha256 "${expected}"`, 'it must be 64 hexadecimal digits');
  }
  const bytes = await bytesOf(source, signal);
  signal?.throwIfAborted();
  if (expected === undefined) return bytes;
  const found = await sha256(bytes);
  if (found === expected.toLowerCase()) return bytes;
  throw new LeannError('corrupt', `leann: cannot import index: its SHA-256 is ${found}, not ${expected}`);
}

async function bytesOf(
  source: ImportSource,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof Uint8Array) return source.slice();
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (source instanceof Response) return bodyOf(source, source.url);
  if (typeof source !== 'string' && !(source instanceof URL)) {
    throw invalid(String(source), 'a Blob, Uint8Array, Response or URL is needed');
  }
  const response = await fetch(source, signal === undefined ? {} : { signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new LeannError('not-found', `leann: cannot import ${source}: ${messageOf(cause)}`, { cause });
  });
  return bodyOf(response, String(source));
}

function invalid(what: string, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot import index from ${what}: ${reason}`);
}
