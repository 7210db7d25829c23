// Spreads texts over several copies of a model, one a processor: an index of thousands of texts is mostly embedding.

import {
  type EmbedDevice,
  type Embedder,
  type ModelDtype,
  OnnxEmbedder,
  type OnnxEmbedderOptions,
  type Tokenizer,
} from '../web/index.js';
import { EmbedThread } from './embed-thread.js';
import { threadCount } from './thread-count.js';

export interface PoolOptions {
  signal: AbortSignal;
  dtype?: ModelDtype | undefined;
  runtime?: OnnxEmbedderOptions['runtime'] | undefined;
  /** This one and those that it starts, each with a copy of the model; default: one a processor, at most four. */
  threads?: number | undefined;
}

/**
 * An {@link Embedder} over one model here and others in threads, which start once there is more to embed than one batch: a build that
 * knows nearly all of its texts would be done before they are ready.
 */
export class EmbedderPool implements Embedder {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly device: EmbedDevice;
  readonly batchSize: number;
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer | undefined;
  readonly dtype: ModelDtype;
  readonly #here: OnnxEmbedder;
  readonly #copies: number;
  readonly #start: () => EmbedThread;
  #threads: EmbedThread[] = [];
  #starting: Promise<void> | undefined;

  private constructor(here: OnnxEmbedder, copies: number, start: () => EmbedThread) {
    this.#here = here;
    this.#copies = copies;
    this.#start = start;
    this.dimension = here.dimension;
    this.fingerprint = here.fingerprint;
    this.device = here.device;
    this.batchSize = here.batchSize * copies;
    this.maxTokens = here.maxTokens;
    this.tokenizer = here.tokenizer;
    this.dtype = here.dtype;
  }

  /** Loads the model of that folder, in the number format wanted. Errors: as `OnnxEmbedder.load`. */
  static async load(
    model: string,
    { dtype, runtime, threads: wantedThreads, signal }: PoolOptions,
  ): Promise<EmbedderPool> {
    const copies = threadCount(wantedThreads);
    const wanted = { numThreads: 1, ...(dtype && { dtype }), ...(runtime && { runtime }) };
    const here = await OnnxEmbedder.load(model, { ...wanted, signal });
    return new EmbedderPool(here, copies, () => new EmbedThread({ model, options: wanted }));
  }

  async embed(
    texts: string[],
    { signal, kind = 'passage' }: { signal?: AbortSignal; kind?: 'query' | 'passage' } = {},
  ): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const batches = Math.ceil(texts.length / this.#here.batchSize);
    if (batches > 1) await this.#started();
    signal?.throwIfAborted();
    // Not by which thread is free: vectors of ONNX Runtime depend on what is in a batch with them.
    const shares = deal(texts, Math.min(this.#copies, batches));
    // The threads first: a run in WASM blocks this one.
    const elsewhere = shares
      .slice(1)
      .map((rows, thread) => this.#threads[thread]?.embed(pick(texts, rows), kind));
    const here = this.#here.embed(pick(texts, shares[0] ?? []), { kind, ...(signal && { signal }) });
    const found = await Promise.all([here, ...elsewhere]);
    signal?.throwIfAborted();
    const vectors: Float32Array[] = new Array(texts.length);
    for (const [share, rows] of shares.entries()) {
      for (const [place, row] of rows.entries()) vectors[row] = found[share]?.[place] ?? new Float32Array(0);
    }
    return vectors;
  }

  /** Errors: those of loading the model. */
  #started(): Promise<void> {
    this.#starting ??= this.#startThreads();
    return this.#starting;
  }

  async #startThreads(): Promise<void> {
    this.#threads = Array.from({ length: this.#copies - 1 }, this.#start);
    await Promise.all(this.#threads.map((thread) => thread.embed(['ready?'], 'query')));
  }

  async close(): Promise<void> {
    await Promise.all([this.#here.close(), ...this.#threads.map((thread) => thread.close())]);
  }
}

/** Rows of texts in `count` shares of about the same work: dealt out in order of length. */
function deal(texts: readonly string[], count: number): number[][] {
  const byLength = texts
    .map((_, row) => row)
    .sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
  return Array.from({ length: count }, (_, share) => byLength.filter((_, place) => place % count === share));
}

function pick(texts: readonly string[], rows: readonly number[]): string[] {
  return rows.map((row) => texts[row] ?? '');
}
