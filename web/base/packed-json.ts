// JSON as files hold it: compressed, with its size in front (docs/format.md, "DOCS and TEXT").

import { inflated } from './deflate.js';
import { LeannError } from './error.js';

/** JSON in UTF-8. Lone surrogates are escaped in it, so that every string comes back as it was. */
export function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The value of packed bytes, and the size of its JSON in bytes. `what` is for the message. Errors: `corrupt`. */
export async function unpackedJson(
  packed: Uint8Array<ArrayBuffer>,
  what: string,
): Promise<{ value: unknown; bytes: number }> {
  const bytes = await inflated(packed, what);
  try {
    return {
      value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
      bytes: bytes.length,
    };
  } catch {
    throw new LeannError('corrupt', `leann: cannot read ${what}: it is not JSON`);
  }
}
