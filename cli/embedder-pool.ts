// Spreads texts over several copies of a model, one a processor: an index of thousands of texts is mostly embedding.

import { availableParallelism } from 'node:os';
import {
  type EmbedDevice,
  type Embedder,
  type ModelDtype,
  OnnxEmbedder,
  type OnnxEmbedderOptions,
  type Tokenizer,
} from '../web/index.js';
import { EmbedThread } from './embed-thread.js';

/** Every copy takes some 300 MB. */
const MOST_COPIES = 4;

export interface PoolOptions {
  signal: AbortSignal;
  dtype?: ModelDtype | undefined;
  runtime?: OnnxEmbedderOptions['runtime'] | undefined;
}

/** An {@link Embedder} over one model here and others in threads. */
export class EmbedderPool implements Embedder {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly device: EmbedDevice;
  readonly batchSize: number;
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer | undefined;
  readonly dtype: ModelDtype;
  readonly #here: OnnxEmbedder;
  readonly #threads: EmbedThread[];

  private constructor(here: OnnxEmbedder, threads: EmbedThread[]) {
    this.#here = here;
    this.#threads = threads;
    this.dimension = here.dimension;
    this.fingerprint = here.fingerprint;
    this.device = here.device;
    this.batchSize = here.batchSize * (threads.length + 1);
    this.maxTokens = here.maxTokens;
    this.tokenizer = here.tokenizer;
    this.dtype = here.dtype;
  }

  /** Loads the model of that folder, in the number format wanted. Errors: as `OnnxEmbedder.load`. */
  static async load(model: string, { dtype, runtime, signal }: PoolOptions): Promise<EmbedderPool> {
    const copies = Math.min(MOST_COPIES, availableParallelism());
    const wanted = { numThreads: 1, ...(dtype && { dtype }), ...(runtime && { runtime }) };
    const here = await OnnxEmbedder.load(model, { ...wanted, signal });
    const threads = Array.from({ length: copies - 1 }, () => new EmbedThread({ model, options: wanted }));
    try {
      await Promise.all(threads.map((thread) => thread.embed(['ready?'], 'query')));
      signal.throwIfAborted();
      return new EmbedderPool(here, threads);
    } catch (error) {
      await Promise.all([here.close(), ...threads.map((thread) => thread.close())]);
      throw error;
    }
  }

  async embed(
    texts: string[],
    { signal, kind = 'passage' }: { signal?: AbortSignal; kind?: 'query' | 'passage' } = {},
  ): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const shares = deal(
      texts,
      Math.min(this.#threads.length + 1, Math.ceil(texts.length / this.#here.batchSize)),
    );
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
