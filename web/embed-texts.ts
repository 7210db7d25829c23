// Asks an embedder for vectors. Their lengths and values are checked where the core takes them.

import type { Embedder } from './embed/embedder.js';
import { LeannError } from './error.js';

/** One vector a text, in order. Errors: what the embedder throws, `embedding-failed`, the signal's reason. */
export async function embedTexts(
  embedder: Embedder,
  texts: string[],
  kind: 'query' | 'passage',
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const vectors = await embedder.embed(texts, { kind, signal });
  signal.throwIfAborted();
  if (vectors.length === texts.length) return vectors;
  throw new LeannError(
    'embedding-failed',
    `leann: cannot embed ${texts.length} texts: the embedder gave ${vectors.length} vectors`,
  );
}
