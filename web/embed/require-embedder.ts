// An index is used with the embedder that built it, and no other.

import { LeannError } from '../base/error.js';
import type { Embedder } from './embedder.js';

/** `action` is for the message: `open index "notes"`. Errors: `embedder-mismatch`. */
export function requireEmbedder(action: string, builtWith: string, { fingerprint }: Embedder): void {
  if (builtWith === fingerprint) return;
  throw new LeannError(
    'embedder-mismatch',
    `leann: cannot ${action}: it was built with the embedder "${builtWith}", this one is "${fingerprint}"`,
  );
}
