// What a search is asked for: words, a vector, or an image.

import type { Embedder } from '../embed/embedder.js';

/** An image as the picture that would be kept of it; anything else as it is. Errors: those of {@link Embedder.pictureOf}. */
export async function askedFor(query: unknown, embedder: Embedder, signal?: AbortSignal): Promise<unknown> {
  return query instanceof Blob ? ((await embedder.pictureOf?.(query, signal)) ?? query) : query;
}
