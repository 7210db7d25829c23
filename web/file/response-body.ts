// The bytes of a response that is to be imported. A file of its own: pages that only search need no more of importing.

import { LeannError } from '../base/error.js';

/** All of a response. Errors: `not-found` if the server says so. */
export async function bodyOf(response: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new LeannError('not-found', `leann: cannot import ${url}: HTTP status ${response.status}`);
}
