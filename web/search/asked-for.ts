// What a search is asked for: words, a vector, or an image.

import { LeannError } from '../base/error.js';
import type { Embedder } from '../embed/embedder.js';

/** An image as the picture that would be kept of it; anything else as it is. Errors: those of {@link Embedder.pictureOf}. */
export async function askedFor(query: unknown, embedder: Embedder, signal?: AbortSignal): Promise<unknown> {
  if (typeof Blob !== 'function' || !(query instanceof Blob)) return query;
  if (embedder.pictureOf !== undefined) return await embedder.pictureOf(query, signal);
  const reason = 'its embedder knows texts alone';
  throw new LeannError('invalid-argument', `leann: cannot search with an image: ${reason}`);
}
