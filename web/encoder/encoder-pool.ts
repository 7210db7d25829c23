// One encoder in this thread and copies of it in others, which share the texts of a batch.
import { nextTask } from '../base/next-task.js';
import type { EncoderCopy, EncoderState, StartCopy } from '../embed/encoder-copy.js';
import type { Pooling } from '../embed/pooling.js';
import type { TokenBatch } from '../embed/session-inputs.js';
import type { EncoderModule } from './encoder-module.js';
import { longestFirst, sharesOf, tokensOf } from './token-shares.js';

/** Tokens that are embedded here between two looks at what else has happened: some 30 ms. */
const PIECE_TOKENS = 256;
/** Fewer are embedded here before another thread has answered. */
const LEAST_SHARED_TOKENS = 64;

export interface PoolOptions {
  wasm: WebAssembly.Module;
  /** Threads, this one included. */
  threads: number;
  /** Undefined if there is nothing to start others with. */
  start: StartCopy | undefined;
}

/** Row numbers of texts. */
type Rows = readonly number[];

/** One batch. */
interface Work {
  texts: TokenBatch;
  pooling: Pooling;
  signal: AbortSignal | undefined;
  /** Keeps the vectors of rows. */
  put(rows: Rows, vectors: Float32Array): void;
}

/**
 * Copies start one after another, once there are batches that they could share. Until they are there, and if they fail, the encoder
 * here does it all: which of them embeds a text makes no difference to its vector.
 */
export class EncoderPool {
  readonly #here: EncoderModule;
  readonly #wasm: WebAssembly.Module;
  readonly #start: StartCopy | undefined;
  /** Copies that may still be started. */
  #toStart: number;
  #starting = false;
  readonly #copies = new Set<EncoderCopy>();
  readonly #ended = new AbortController();

  constructor(here: EncoderModule, { wasm, threads, start }: PoolOptions) {
    this.#here = here;
    this.#wasm = wasm;
    this.#start = start;
    this.#toStart = start === undefined ? 0 : threads - 1;
  }

  /**
   * A vector for each text, one after the other, not brought to unit length. Rejects with an Error for texts that are empty or too
   * long, or ids of no token; with the signal's reason.
   */
  async embed(texts: TokenBatch, pooling: Pooling, signal?: AbortSignal): Promise<Float32Array> {
    const { hidden } = this.#here.shape;
    const vectors = new Float32Array(texts.length * hidden);
    const put = (rows: Rows, found: Float32Array) => {
      for (const [place, row] of rows.entries()) {
        vectors.set(found.subarray(place * hidden, (place + 1) * hidden), row * hidden);
      }
    };
    const work = { texts, pooling, signal, put };
    let left = longestFirst(texts);
    while (left.length > 0) {
      this.#grow(texts, left);
      const elsewhere: Promise<Rows>[] = [];
      while (left.length > 0) {
        if (elsewhere.length === 0) left = this.#shareOut(work, left, elsewhere);
        const piece = pieceOf(texts, left);
        put(piece, this.#here.embed(pick(texts, piece), pooling));
        left = left.slice(piece.length);
        if (left.length > 0) await nextTask();
        signal?.throwIfAborted();
      }
      // What copies could not do is done here.
      left = (await Promise.all(elsewhere)).flat();
      signal?.throwIfAborted();
    }
    return vectors;
  }

  /** Ends the other threads. */
  close(): void {
    this.#ended.abort(new Error('the encoder is closed'));
    this.#toStart = 0;
    this.#copies.clear();
  }

  /** Starts a copy, if there is enough for one more. */
  #grow(texts: TokenBatch, rows: Rows): void {
    if (this.#starting || this.#toStart === 0 || this.#start === undefined) return;
    if (rows.length < 2 + this.#copies.size || tokensOf(texts, rows) < LEAST_SHARED_TOKENS) return;
    this.#starting = true;
    this.#start(() => this.#state(), this.#ended.signal).then(
      (copy) => {
        this.#starting = false;
        this.#toStart--;
        this.#copies.add(copy);
      },
      () => {
        // Another would fail for the same reason.
        this.#starting = false;
        this.#toStart = 0;
      },
    );
  }

  #state(): EncoderState {
    return { wasm: this.#wasm, memory: this.#here.memory(), shape: this.#here.shape };
  }

  /** Gives the copies their shares; what is left is for this thread. Each promise is of rows that have to be embedded again. */
  #shareOut({ texts, pooling, put, signal }: Work, rows: Rows, elsewhere: Promise<Rows>[]): Rows {
    if (this.#copies.size === 0 || tokensOf(texts, rows) < LEAST_SHARED_TOKENS) return rows;
    const [own = [], ...shares] = sharesOf(texts, rows, 1 + this.#copies.size);
    for (const copy of this.#copies) {
      const share = shares.shift() ?? [];
      if (share.length === 0) continue;
      const done = copy.embed(pick(texts, share), pooling, signal).then(
        (found) => {
          put(share, found);
          return [];
        },
        () => {
          if (!signal?.aborted) this.#copies.delete(copy);
          return share;
        },
      );
      elsewhere.push(done);
    }
    return own;
  }
}

/** The first of them, as many as are embedded at once: at least one. */
function pieceOf(texts: TokenBatch, rows: Rows): Rows {
  let tokens = 0;
  const end = rows.findIndex((row, place) => {
    tokens += texts[row]?.length ?? 0;
    return tokens > PIECE_TOKENS && place > 0;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function pick(texts: TokenBatch, rows: Rows): TokenBatch {
  return rows.map((row) => texts[row] ?? []);
}
