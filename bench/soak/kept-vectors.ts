// The vectors of all texts that were embedded, so that rebuilding takes no model and exact search is at hand.

import { type Document, type Embedder, embedderFrom } from '../../web/index.js';
import { embeddedText } from '../../web/text/embedded-text.js';

interface Near {
  id: string;
  score: number;
}

export class KeptVectors {
  readonly embedder: Embedder;
  readonly #model: Embedder;
  readonly #kept = new Map<string, Float32Array>();

  constructor(model: Embedder) {
    this.#model = model;
    const { dimension, fingerprint, maxTokens, tokenizer } = model;
    const given = { dimension, fingerprint, maxTokens, batchSize: model.batchSize };
    this.embedder = embedderFrom((texts) => this.#embed(texts), tokenizer ? { ...given, tokenizer } : given);
  }

  /** The ids of the `k` documents with the greatest cosines to each query. O(queries * documents). */
  exactTens(queries: readonly Float32Array[], documents: readonly Document[], k: number): Set<string>[] {
    const known = documents.map((document) => this.#vectorOf(document));
    return queries.map((query) => {
      const near: Near[] = documents.map(({ id }, at) => ({ id, score: dot(query, known[at]) }));
      near.sort((a, b) => b.score - a.score);
      return new Set(near.slice(0, k).map(({ id }) => id));
    });
  }

  /** Forgets all but those of these documents. */
  keepOnly(documents: readonly Document[]): void {
    const used = new Set(documents.map(({ text, title = '' }) => embeddedText({ text, title })));
    for (const text of this.#kept.keys()) if (!used.has(text)) this.#kept.delete(text);
  }

  async #embed(texts: string[]): Promise<Float32Array[]> {
    const missing = [...new Set(texts.filter((text) => !this.#kept.has(text)))];
    const vectors = missing.length > 0 ? await this.#model.embed(missing) : [];
    for (const [at, text] of missing.entries()) this.#kept.set(text, vectors[at] ?? none(text));
    return texts.map((text) => this.#kept.get(text) ?? none(text));
  }

  #vectorOf({ text, title = '' }: Document): Float32Array {
    return this.#kept.get(embeddedText({ text, title })) ?? none(text);
  }
}

function none(text: string): never {
  throw new Error(`leann: cannot measure "${text}": it was not embedded`);
}

function dot(a: Float32Array, b: Float32Array = a): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
