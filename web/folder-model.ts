// The model of a published folder: loaded when it is wanted, which may be never.

import { LeannError } from './base/error.js';
import { MAX_TOKENS, MODEL_BATCH_SIZE } from './embed/defaults.js';
import type { Embedder, EmbedOptions } from './embed/embedder.js';
import type { ModelState } from './interface/model-state.js';

export interface FolderModelOptions {
  dimension: number;
  /** Of the vectors in the index. */
  fingerprint: string;
  /** Whether the folder has one. */
  isThere: boolean;
  /** That loading it fetches. */
  bytes: number;
  /** Loads the model; called again after a failure. */
  load: (signal: AbortSignal) => Promise<Embedder>;
  onState?: ((state: ModelState) => void) | undefined;
}

/** Embedding loads it. */
export class FolderModel implements Embedder {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly tokenizer = undefined;
  readonly #options: FolderModelOptions;
  readonly #closing = new AbortController();
  #state: ModelState;
  #loading: Promise<Embedder> | undefined;
  #loaded: Embedder | undefined;

  constructor(options: FolderModelOptions) {
    this.#options = options;
    this.#state = options.isThere ? 'waiting' : 'none';
    this.dimension = options.dimension;
    this.fingerprint = options.fingerprint;
  }

  get state(): ModelState {
    return this.#state;
  }

  get bytes(): number {
    return this.#options.bytes;
  }

  get device(): Embedder['device'] {
    return this.#loaded?.device ?? 'wasm';
  }

  get runtime(): Embedder['runtime'] {
    return this.#loaded?.runtime;
  }

  get batchSize(): number {
    return this.#loaded?.batchSize ?? MODEL_BATCH_SIZE;
  }

  get maxTokens(): number {
    return this.#loaded?.maxTokens ?? MAX_TOKENS;
  }

  async embed(texts: string[], options?: EmbedOptions): Promise<Float32Array[]> {
    const model = await this.load();
    return await model.embed(texts, options);
  }

  /** Once; after a failure, again. Errors: those of loading; `embedder-mismatch` for another model; `closed`. */
  load(): Promise<Embedder> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      if (!this.#closing.signal.aborted) this.#become('failed');
      throw error;
    });
    return this.#loading;
  }

  async close(): Promise<void> {
    this.#closing.abort(new LeannError('closed', 'leann: cannot load model: the index is closed'));
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.close();
  }

  async #load(): Promise<Embedder> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    this.#become('loading');
    const model = await this.#options.load(signal);
    if (model.fingerprint !== this.fingerprint || model.dimension !== this.dimension) {
      await model.close();
      const reason = 'the folder holds another than the one that made the index';
      throw new LeannError('embedder-mismatch', `leann: cannot load model: ${reason}`);
    }
    this.#loaded = model;
    this.#become('ready');
    return model;
  }

  #become(state: ModelState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}
