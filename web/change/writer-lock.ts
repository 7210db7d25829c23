// Whose turn it is to change a stored index: at most one handle's, in all tabs.

import type { Release } from '../storage/locks.js';
import type { Store } from '../storage/store.js';

/** The store's lock, as long as this handle has something to do or to save. */
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

  /** Lets go of the lock unless someone uses it, or it is to be kept because something is not saved. */
  done(keep: boolean): Promise<void> {
    this.#users--;
    return keep ? Promise.resolve() : this.#free();
  }

  /** Lets go of the lock whoever uses it: what they do does not count any more. */
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
