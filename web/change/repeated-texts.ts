// Vectors of texts that come more than once in an addition, so that each is embedded once.

/**
 * Keeps a vector for each text of which more are to come: at most one for every two passages of the addition, and none of a
 * text that comes once.
 */
export class RepeatedTexts {
  /** How often each text is still to come; only those that come more than once. */
  readonly #left = new Map<string, number>();
  readonly #vectors = new Map<string, Float32Array>();

  constructor(texts: Iterable<string>) {
    const seen = new Set<string>();
    for (const text of texts) {
      if (seen.has(text)) this.#left.set(text, (this.#left.get(text) ?? 1) + 1);
      else seen.add(text);
    }
  }

  get(text: string): Float32Array | undefined {
    return this.#vectors.get(text);
  }

  /** Says that the text came, with this vector. */
  came(text: string, vector: Float32Array): void {
    const left = (this.#left.get(text) ?? 1) - 1;
    if (left > 0) {
      this.#left.set(text, left);
      this.#vectors.set(text, vector);
      return;
    }
    this.#left.delete(text);
    this.#vectors.delete(text);
  }
}
