// An embedder whose model may still be loading, or fail to: an index is opened with it, and searched by words meanwhile.

import type { Embedder, EmbedOptions, OnnxEmbedder } from '../../web/index.js';

const DIMENSION = 384;
/** Until the model says better. */
const BATCH_SIZE = 16;
const MOST_TOKENS = 256;

export class LateEmbedder implements Embedder {
  readonly dimension = DIMENSION;
  readonly dtype = 'int8';
  readonly device = 'wasm';
  readonly fingerprint: string;
  /** Undefined as long as nothing can be embedded. */
  model: OnnxEmbedder | undefined;

  /** @param fingerprint that of the model. */
  constructor(fingerprint: string) {
    this.fingerprint = fingerprint;
  }

  get batchSize(): number {
    return this.model?.batchSize ?? BATCH_SIZE;
  }

  get maxTokens(): number {
    return this.model?.maxTokens ?? MOST_TOKENS;
  }

  get tokenizer(): Embedder['tokenizer'] {
    return this.model?.tokenizer;
  }

  embed(texts: string[], options?: EmbedOptions): Promise<Float32Array[]> {
    return this.model?.embed(texts, options) ?? Promise.reject(new Error('the model was not loaded'));
  }

  /** The model stays open. */
  async close(): Promise<void> {
    this.model = undefined;
  }
}
