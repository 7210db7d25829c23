// Asks an embedder for vectors, and checks them.

import { LeannError } from '../base/error.js';
import { checkVectors } from './check-vectors.js';
import type { Embedder } from './embedder.js';

/**
 * One vector for each text, in order, of unit length. Errors: those of the embedder, `embedding-failed`,
 * `dimension-mismatch`, `not-finite`, `zero-vector`, the signal's reason.
 */
export async function embedTexts(
  embedder: Embedder,
  texts: string[],
  kind: 'query' | 'passage',
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const vectors = await embedder.embed(texts, { kind, signal });
  signal.throwIfAborted();
  if (vectors.length !== texts.length) {
    throw new LeannError(
      'embedding-failed',
      `leann: cannot embed ${texts.length} texts: the embedder gave ${vectors.length} vectors`,
    );
  }
  checkVectors(vectors, embedder.dimension);
  return vectors;
}
