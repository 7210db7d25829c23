// An embedder that embeds no text twice, for tests that search one corpus many times: what a search recomputes is then looked up.

import { withEmbed } from '../../tools/dictionary/recording-embedder.js';
import type { Embedder } from '../../web/index.js';

/** The embedder, over a memory that lasts as long as it does. */
export function remembering(embedder: Embedder): Embedder {
  const known = new Map<string, Float32Array>();
  return withEmbed(embedder, async (texts, options) => {
    const keyOf = (text: string) => `${options?.kind ?? 'passage'} ${text}`;
    const missing = texts.filter((text) => !known.has(keyOf(text)));
    const vectors = missing.length > 0 ? await embedder.embed(missing, options) : [];
    for (const [row, text] of missing.entries()) known.set(keyOf(text), vectors[row] ?? new Float32Array(0));
    return texts.map((text) => known.get(keyOf(text))?.slice() ?? new Float32Array(0));
  });
}
