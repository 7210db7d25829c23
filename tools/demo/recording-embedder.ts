// Remembers the vectors that go past while an index is built, so that its answers can be held against exact search.

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

/** The embedder, looking up what is in `seen` instead of computing it again. */
export function recalling(embedder: Embedder, seen: VectorsByText): Embedder {
  return withEmbed(embedder, async (texts, options) => {
    const known = texts.flatMap((text) => seen.get(text) ?? []);
    return known.length === texts.length ? known : embedder.embed(texts, options);
  });
}

function withEmbed(embedder: Embedder, embed: Embedder['embed']): Embedder {
  const { dimension, fingerprint, device, batchSize, maxTokens, tokenizer } = embedder;
  return {
    dimension,
    fingerprint,
    device,
    batchSize,
    maxTokens,
    tokenizer,
    embed,
    close: () => embedder.close(),
  };
}
