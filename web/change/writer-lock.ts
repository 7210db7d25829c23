// The right to change a stored index, which at most one handle has in all tabs.

import type { Release } from '../storage/locks.js';
import type { Store } from '../storage/store.js';

/** The store's lock, held while this handle has something to do or to save. */
export class WriterLock {
  readonly #store: Store;
  #release: Release | undefined;
  /** Acquisitions and releases, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #users = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  get held(): boolean {
    return this.#release !== undefined;
  }

  /** Waits for the lock; `done` must be called afterwards, however it ends. Errors: the signal's reason. */
  use(signal: AbortSignal): Promise<void> {
    this.#users++;
    const turn = this.#turn.then(async () => {
      this.#release ??= await this.#store.lock(signal);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Releases the lock unless it is in use, or `keep` says that something is not saved. */
  done(keep: boolean): Promise<void> {
    this.#users--;
    return keep ? Promise.resolve() : this.#free();
  }

  /** Releases the lock even if it is in use: that work no longer counts. */
  close(): Promise<void> {
    this.#users = 0;
    return this.#free();
  }

  #free(): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#users > 0) return;
      const release = this.#release;
      this.#release = undefined;
      await release?.();
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
