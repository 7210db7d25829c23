// Our own encoder as a session, in place of ONNX Runtime.
import { LeannError, messageOf } from '../base/error.js';
import type { CreateSession, Session, TokenBatch } from '../embed/onnx-session.js';
import type { ModelOutput, Pooling } from '../embed/pooling.js';
import { EncoderPool } from './encoder-pool.js';
import { threadsFor } from './encoder-threads.js';
import type { ChosenKernel } from './kernels.js';
import type { TokenRows } from './token-rows.js';
import type { TokenShards } from './token-shards.js';
import { loadWhole } from './whole-encoder.js';

export class EncoderSession implements Session {
  readonly device = 'wasm';
  readonly #pooling: Pooling;
  readonly #dimension: number;
  readonly #rows: TokenRows;
  /** Aborted by closing: runs end with `closed`, also those that wait for rows. */
  readonly #closing = new AbortController();
  readonly #pool: EncoderPool;

  private constructor(pool: EncoderPool, rows: TokenRows, dimension: number, pooling: Pooling) {
    this.#pool = pool;
    this.#rows = rows;
    this.#dimension = dimension;
    this.#pooling = pooling;
  }

  /** Makes sessions whose model is the file of an encoder, with rows of tokens beside it. `shards`: where other rows come from. */
  static creator(chosen: Promise<ChosenKernel>, pooling: Pooling, shards?: TokenShards): CreateSession {
    return async (model, _device, _padId, { external = [], numThreads, startCopy }) => {
      const { wasm } = await chosen;
      const { module, rows } = await loadWhole(wasm, new Uint8Array(model), external, shards);
      const threads = threadsFor(numThreads, module.bytes);
      const pool = new EncoderPool(module, { wasm, rows, threads, start: startCopy });
      return new EncoderSession(pool, rows, module.shape.hidden, pooling);
    };
  }

  /**
   * Begins as soon as it has the rows of all tokens, and blocks its thread for some 30 ms at a time. Also rejects with the reason of
   * `signal` during the run. Errors of fetching rows: {@link TokenRows.bring}.
   */
  async run(batch: TokenBatch, signal?: AbortSignal): Promise<ModelOutput> {
    const { signal: closed } = this.#closing;
    const either = AbortSignal.any([closed, signal ?? closed]);
    either.throwIfAborted();
    await this.#rows.bring(batch, either);
    try {
      const data = await this.#pool.embed(batch, this.#pooling, either);
      return { data, dims: [batch.length, this.#dimension] };
    } catch (cause) {
      either.throwIfAborted();
      const message = `leann: cannot embed ${batch.length} texts: ${messageOf(cause)}`;
      throw new LeannError('embedding-failed', message, { cause });
    }
  }

  async close(): Promise<void> {
    const message = 'leann: cannot embed texts: the embedder is closed';
    this.#closing.abort(new LeannError('closed', message));
    this.#pool.close();
  }
}
