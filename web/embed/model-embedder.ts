// What all embedders over a model have in common, wherever it runs.

import type { Tokenizer } from '../text/tokenizer.js';
import type { Embedder, EmbedOptions, EmbedRuntime } from './embedder.js';
import type { ModelDtype } from './model-files.js';
import type { Model } from './onnx-model.js';
import type { OrtDevice } from './ort-runtime.js';

/** The facts of a loaded model, and its vectors. */
export abstract class ModelEmbedder implements Embedder {
  readonly #model: Model;

  /** @internal */
  protected constructor(model: Model) {
    this.#model = model;
  }

  get dimension(): number {
    return this.#model.dimension;
  }

  get fingerprint(): string {
    return this.#model.fingerprint;
  }

  /** Where the model runs; of a model of photos, the part that sees. */
  get device(): OrtDevice {
    return this.#model.device;
  }

  get runtime(): EmbedRuntime {
    return this.#model.runtime;
  }

  /** Why the model is not on the faster device; undefined if it is, or that was not asked for. */
  get fallbackReason(): string | undefined {
    return this.#model.fallbackReason;
  }

  get dtype(): ModelDtype {
    return this.#model.dtype;
  }

  get batchSize(): number {
    return this.#model.batchSize;
  }

  /** Tokens of a text that are read, special tokens included, the passage prefix not. */
  get maxTokens(): number {
    return this.#model.maxTokens;
  }

  /** Undefined if the model is in a worker: texts are tokenised there. */
  get tokenizer(): Tokenizer | undefined {
    return this.#model.tokenizer;
  }

  embed(texts: string[], options?: EmbedOptions): Promise<Float32Array[]> {
    return this.#model.embed(texts, options);
  }

  close(): Promise<void> {
    return this.#model.close();
  }
}
