// Embeds passages for the index, batch by batch, and takes vectors that were embedded before from the journal.

import { LeannError } from '../base/error.js';
import { fromHalves, toHalves } from '../base/half-float.js';
import { nextTask } from '../base/next-task.js';
import { sha256 } from '../base/sha256.js';
import { vectorFault } from '../embed/check-vectors.js';
import { embedTexts } from '../embed/embed-texts.js';
import type { Embedder } from '../embed/embedder.js';
import type { Journal } from '../storage/store.js';

/** Batches that are sorted by length together: a batch of texts of equal length takes the least time. */
const BATCHES_SORTED = 8;

/** Vectors from the journal are in half precision. */
export class PassageEmbedder {
  readonly #embedder: Embedder;
  readonly #journal: Journal | undefined;
  /** Keys of the vectors since {@link takeKeys}. */
  #keys = new Set<string>();
  readonly #onJournalFailure: (error: unknown) => void;
  #journalFailed = false;

  /** `onJournalFailure` is called once if vectors cannot be kept; embedding continues without the journal. */
  constructor(embedder: Embedder, journal: Journal | undefined, onJournalFailure: (error: unknown) => void) {
    this.#embedder = embedder;
    this.#journal = journal;
    this.#onJournalFailure = onJournalFailure;
  }

  /** How many texts are best given to {@link embed} together. */
  get window(): number {
    return this.#embedder.batchSize * BATCHES_SORTED;
  }

  /**
   * One vector for each text, in order; yields how many are done. Each batch is kept once it is done, so that closing the
   * tab costs at most one batch. Errors: those of {@link embedTexts}.
   */
  async *embed(texts: readonly string[], signal: AbortSignal): AsyncGenerator<number, Float32Array[]> {
    const keys = this.#journal === undefined ? [] : await Promise.all(texts.map((text) => this.#keyOf(text)));
    const vectors = await this.#recall(keys, texts.length);
    const missing = [...texts.keys()].filter((row) => vectors[row] === undefined);
    missing.sort((left, right) => (texts[left]?.length ?? 0) - (texts[right]?.length ?? 0));
    let done = texts.length - missing.length;
    for (let first = 0; first < missing.length; first += this.#embedder.batchSize) {
      if (first > 0) {
        yield done;
        await nextTask();
        signal.throwIfAborted();
      }
      const rows = missing.slice(first, first + this.#embedder.batchSize);
      const batch = rows.map((row) => texts[row] ?? '');
      const embedded = await embedTexts(this.#embedder, batch, 'passage', signal);
      const entries = embedded.map(
        (vector, position) => [keys[rows[position] ?? 0] ?? '', toHalves(vector)] as const,
      );
      await this.#keep(entries);
      for (const [position, row] of rows.entries()) vectors[row] = embedded[position];
      done += rows.length;
    }
    return vectors.map((vector) => vector ?? missingVector());
  }

  /** Keys of the journal's entries for all vectors since the last call. */
  takeKeys(): Set<string> {
    const keys = this.#keys;
    this.#keys = new Set();
    return keys;
  }

  #keyOf(text: string): Promise<string> {
    return sha256(new TextEncoder().encode(`${this.#embedder.fingerprint}\n${text}`));
  }

  async #recall(keys: readonly string[], count: number): Promise<(Float32Array | undefined)[]> {
    const vectors = new Array<Float32Array | undefined>(count).fill(undefined);
    if (this.#journal === undefined || this.#journalFailed) return vectors;
    const found = await this.#journal.get(keys).catch((error: unknown) => this.#fail(error));
    for (const [row, halves] of (found ?? []).entries()) {
      const vector = halves && fromHalves(halves);
      if (vectorFault(vector, this.#embedder.dimension) !== undefined) continue;
      vectors[row] = vector;
      this.#keys.add(keys[row] ?? '');
    }
    return vectors;
  }

  async #keep(entries: (readonly [key: string, vector: Uint16Array])[]): Promise<void> {
    if (this.#journal === undefined || this.#journalFailed) return;
    await this.#journal.put(entries).catch((error: unknown) => this.#fail(error));
    for (const [key] of entries) this.#keys.add(key);
  }

  #fail(error: unknown): undefined {
    this.#journalFailed = true;
    this.#onJournalFailure(error);
  }
}

function missingVector(): never {
  throw new LeannError('internal', 'leann: cannot embed passages: a vector is missing');
}
