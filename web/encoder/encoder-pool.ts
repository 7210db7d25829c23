// One encoder in this thread and copies of it in others, which share the texts of a batch.
import { nextTask } from '../base/next-task.js';
import type { EncoderCopy, EncoderState, StartCopy } from '../embed/encoder-copy.js';
import type { Pooling } from '../embed/pooling.js';
import type { TokenBatch } from '../embed/session-inputs.js';
import type { EncoderModule } from './encoder-module.js';
import type { TokenRows } from './token-rows.js';
import { longestFirst, sharesOf, tokensOf } from './token-shares.js';

/** Tokens that are embedded here between two looks at what else has happened: some 30 ms. */
const PIECE_TOKENS = 256;
/** Fewer are embedded here before another thread has answered. */
const LEAST_SHARED_TOKENS = 64;
/** How long other threads may take beside this one, before it embeds their texts as well: they may be starved, or gone without a word. */
const PATIENCE = 1.25;
const PATIENCE_MS = 10;

export interface PoolOptions {
  wasm: WebAssembly.Module;
  /** Of the encoder here; copies have those that were there when they were made. Undefined if there are no copies. */
  rows: Pick<TokenRows, 'files' | 'filesFor'> | undefined;
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

/** What was given to other threads. */
interface Shared {
  /** What is left for this thread. */
  own: Rows;
  /** When all have answered, well or not. */
  answered: Promise<unknown>;
  /** Tokens of the largest share, beside those of this thread. */
  ratio: number;
}

/**
 * Copies start one after another, once there are batches that they could share. Until they are there, and if they fail, the encoder
 * here does it all: which of them embeds a text makes no difference to its vector.
 */
export class EncoderPool {
  readonly #here: EncoderModule;
  readonly #wasm: WebAssembly.Module;
  readonly #rows: PoolOptions['rows'];
  readonly #start: StartCopy | undefined;
  /** Copies that may still be started. */
  #toStart: number;
  #starting = false;
  /** Copies that were started and have not failed. */
  #started = 0;
  /** Those of them that have nothing to do, and how many files of rows each has. */
  readonly #free = new Map<EncoderCopy, number>();
  readonly #ended = new AbortController();

  constructor(here: EncoderModule, { wasm, rows, threads, start }: PoolOptions) {
    this.#here = here;
    this.#wasm = wasm;
    this.#rows = rows;
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
    const made = new Set<number>();
    const put = (rows: Rows, found: Float32Array) => {
      for (const [place, row] of rows.entries()) {
        vectors.set(found.subarray(place * hidden, (place + 1) * hidden), row * hidden);
        made.add(row);
      }
    };
    const all = longestFirst(texts);
    this.#grow(texts, all);
    let began = performance.now();
    let shared: Shared | undefined;
    for (let left = all; made.size < texts.length; ) {
      if (shared === undefined) {
        began = performance.now();
        shared = this.#shareOut({ texts, pooling, signal, put }, left);
        left = shared?.own ?? left;
      }
      const piece = pieceOf(texts, left);
      put(piece, this.#here.embed(pick(texts, piece), pooling));
      if (made.size < texts.length) await nextTask();
      signal?.throwIfAborted();
      left = left.filter((row) => !made.has(row));
      if (left.length > 0 || shared === undefined) continue;
      const expected = shared.ratio * (performance.now() - began);
      await inTime(shared.answered, began + PATIENCE * expected + PATIENCE_MS - performance.now());
      signal?.throwIfAborted();
      left = all.filter((row) => !made.has(row));
    }
    return vectors;
  }

  /** Ends the other threads. */
  close(): void {
    this.#ended.abort(new Error('the encoder is closed'));
    this.#toStart = 0;
    this.#free.clear();
  }

  /** Starts a copy, if there is enough for one more. */
  #grow(texts: TokenBatch, rows: Rows): void {
    if (this.#starting || this.#toStart === 0 || this.#start === undefined) return;
    if (rows.length < 2 + this.#started || tokensOf(texts, rows) < LEAST_SHARED_TOKENS) return;
    this.#starting = true;
    let files = 0;
    const state = () => {
      files = this.#rows?.files ?? 0;
      return this.#state();
    };
    this.#start(state, this.#ended.signal).then(
      (copy) => {
        this.#starting = false;
        this.#toStart--;
        this.#started++;
        this.#free.set(copy, files);
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

  /** Gives copies their shares; undefined if nothing is shared. */
  #shareOut(work: Work, rows: Rows): Shared | undefined {
    const { texts } = work;
    const copies = this.#freeWith(this.#rows?.filesFor(texts) ?? 0).slice(0, rows.length - 1);
    if (copies.length === 0 || tokensOf(texts, rows) < LEAST_SHARED_TOKENS) return undefined;
    const [own = [], ...shares] = sharesOf(texts, rows, 1 + copies.length);
    const answers = copies.map((copy, number) => this.#ask(copy, work, shares[number] ?? []));
    const most = Math.max(...shares.map((share) => tokensOf(texts, share)));
    return { own, answered: Promise.all(answers), ratio: Math.max(1, most / tokensOf(texts, own)) };
  }

  /** A text with a token whose row came later would be embedded wrongly by the others. */
  #freeWith(files: number): EncoderCopy[] {
    return [...this.#free].filter(([, has]) => has >= files).map(([copy]) => copy);
  }

  /** A copy that fails gets nothing any more. Never rejects. */
  async #ask(copy: EncoderCopy, { texts, pooling, signal, put }: Work, rows: Rows): Promise<void> {
    const files = this.#free.get(copy) ?? 0;
    this.#free.delete(copy);
    try {
      put(rows, await copy.embed(pick(texts, rows), pooling, signal));
      this.#free.set(copy, files);
    } catch {
      if (signal?.aborted) this.#free.set(copy, files);
      else this.#started--;
    }
  }
}

/** Waits for it, but not longer than so many milliseconds. */
async function inTime(answered: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  await Promise.race([answered, late]);
  clearTimeout(timer);
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
