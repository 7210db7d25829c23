// The texts that one search has embedded as passages.

import { embedTexts } from '../embed/embed-texts.js';
import type { Embedder } from '../embed/embedder.js';

/** Embeds each text once, and keeps its vector for passages that have the same text. */
export class RecomputedTexts {
  readonly #embedder: Embedder;
  readonly #signal: AbortSignal;
  readonly #vectors = new Map<string, Float32Array>();
  #embedded = 0;

  constructor(embedder: Embedder, signal: AbortSignal) {
    this.#embedder = embedder;
    this.#signal = signal;
  }

  /** How many texts the embedder was given. */
  get embedded(): number {
    return this.#embedded;
  }

  /** One vector for each text, in order. Errors: those of {@link embedTexts}. */
  async vectorsOf(texts: readonly string[]): Promise<Float32Array[]> {
    const fresh = [...new Set(texts)].filter((text) => !this.#vectors.has(text));
    if (fresh.length > 0) {
      const vectors = await embedTexts(this.#embedder, fresh, 'passage', this.#signal);
      this.#embedded += fresh.length;
      for (const [row, vector] of vectors.entries()) this.#vectors.set(fresh[row] ?? '', vector);
    }
    return texts.flatMap((text) => this.#vectors.get(text) ?? []);
  }
}
