// Notes the vectors that go past while an index is built: exact search needs them, and an index keeps none.

import type { Embedder } from '../../web/index.js';

/** Vectors by the text they are of. */
export type VectorsByText = Map<string, Float32Array>;

/** The embedder, noting every passage it embeds in `seen`. */
export function recording(embedder: Embedder, seen: VectorsByText): Embedder {
  return withEmbed(embedder, async (texts, options) => {
    const vectors = await embedder.embed(texts, options);
    if (options?.kind === 'query') return vectors;
    for (const [row, text] of texts.entries()) seen.set(text, vectors[row] ?? new Float32Array(0));
    return vectors;
  });
}

/** The embedder with another function in place of its own. */
export function withEmbed(embedder: Embedder, embed: Embedder['embed']): Embedder {
  const { dimension, fingerprint, device, batchSize, maxTokens, tokenizer } = embedder;
  const close = () => embedder.close();
  return { dimension, fingerprint, device, batchSize, maxTokens, tokenizer, embed, close };
}
