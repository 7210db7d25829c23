// Keeps the documents that are not indexed yet findable by their words.

import type { BookmarkDocument } from './document.js';
import type { Searcher } from './searcher.js';

/** Documents that are given at once: few at first, to be found soon; then more, for few rebuilds. */
const FIRST_STEP = 2048;
const GROWTH = 4;

export class WaitingList {
  readonly #searcher: Pick<Searcher, 'wait'>;
  /** Ids of those that were given. */
  readonly #given = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(searcher: Pick<Searcher, 'wait'>) {
    this.#searcher = searcher;
  }

  has(id: string): boolean {
    return this.#given.has(id);
  }

  /** To be called when the worker ended. */
  forget(): void {
    this.#given.clear();
  }

  /**
   * Lets these be found by their words, and no others; `wanted` is asked when it is their turn. Errors: those of the worker;
   * the signal's reason.
   */
  bring(wanted: () => readonly BookmarkDocument[], signal: AbortSignal): Promise<void> {
    const brought = this.#last.then(() => this.#bring(wanted(), signal));
    this.#last = brought.catch(() => undefined);
    return brought;
  }

  async #bring(wanted: readonly BookmarkDocument[], signal: AbortSignal): Promise<void> {
    const ids = new Set(wanted.map(({ id }) => id));
    const gone = [...this.#given].filter((id) => !ids.has(id));
    const fresh = wanted.filter(({ id }) => !this.#given.has(id));
    let at = 0;
    for (let size = FIRST_STEP; at < fresh.length; size *= GROWTH) {
      const step = fresh.slice(at, at + size);
      await this.#give(step, signal);
      at += size;
    }
    if (gone.length === 0) return;
    await this.#searcher.wait([], gone, signal);
    for (const id of gone) this.#given.delete(id);
  }

  /** The worker goes on with what it was given, though nobody waits for it any more. */
  async #give(documents: readonly BookmarkDocument[], signal: AbortSignal): Promise<void> {
    const note = () => {
      for (const { id } of documents) this.#given.add(id);
    };
    await this.#searcher.wait([...documents], [], signal).catch((error: unknown) => {
      if (signal.aborted) note();
      throw error;
    });
    note();
  }
}
