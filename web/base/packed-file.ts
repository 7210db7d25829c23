// Files that are packed into scripts, for bundles that have no other files: tools/packed-script.ts makes such scripts.

import { inflated } from './deflate.js';

/** The file's bytes. `packed` is in base64. Errors: `corrupt`. */
export async function unpackedFile(packed: string, name: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return await inflated(bytes, name);
}
