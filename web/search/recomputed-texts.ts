// The texts that one search has embedded as passages.

import { embedTexts } from '../embed/embed-texts.js';
import type { Embedder } from '../embed/embedder.js';
import { isPicture } from '../text/picture.js';

/** Embeds each text once, and keeps its vector for passages that have the same text. */
export class RecomputedTexts {
  readonly #embedder: Embedder;
  readonly #signal: AbortSignal;
  readonly #vectors = new Map<string, Float32Array>();
  #embedded = 0;
  #tokens = 0;

  constructor(embedder: Embedder, signal: AbortSignal) {
    this.#embedder = embedder;
    this.#signal = signal;
  }

  /** How many texts the embedder was given. */
  get embedded(): number {
    return this.#embedded;
  }

  /** How many tokens the model read of these; undefined if they are not counted here. */
  get tokens(): number | undefined {
    return this.#embedder.tokenizer && this.#tokens;
  }

  /** One vector for each text, in order. Errors: those of {@link embedTexts}. */
  async vectorsOf(texts: readonly string[]): Promise<Float32Array[]> {
    const fresh = [...new Set(texts)].filter((text) => !this.#vectors.has(text));
    if (fresh.length > 0) {
      const vectors = await embedTexts(this.#embedder, fresh, 'passage', this.#signal);
      this.#embedded += fresh.length;
      this.#count(fresh);
      for (const [row, vector] of vectors.entries()) this.#vectors.set(fresh[row] ?? '', vector);
    }
    return texts.flatMap((text) => this.#vectors.get(text) ?? []);
  }

  #count(texts: readonly string[]): void {
    const { tokenizer, maxTokens } = this.#embedder;
    if (tokenizer === undefined) return;
    const { prefix, suffix } = tokenizer.specialTokens;
    for (const text of texts) {
      if (isPicture(text)) continue;
      this.#tokens += Math.min(maxTokens, prefix.length + tokenizer.encode(text).length + suffix.length);
    }
  }
}
