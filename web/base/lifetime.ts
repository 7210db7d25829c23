// The time from opening to closing: what is refused afterwards, and what ends with it.

import { LeannError } from './error.js';

export class Lifetime {
  readonly #owner: string;
  readonly #ending = new AbortController();
  #closed: Promise<void> | undefined;

  /** `owner` is for messages: `index "notes"`. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Aborted by closing. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Aborted by closing, and by the caller's signal. A new one each time: listeners that others leave on it go with it. */
  and(signal: AbortSignal | undefined): AbortSignal {
    return AbortSignal.any(signal === undefined ? [this.signal] : [signal, this.signal]);
  }

  /** `action` is for the message: `search`. Errors: `closed`. */
  requireOpen(action: string): void {
    if (this.closed) throw this.#error(action);
  }

  /** Ends everything, and then runs `free`. Idempotent. */
  close(free: () => Promise<void>): Promise<void> {
    this.#closed ??= this.#close(free);
    return this.#closed;
  }

  async #close(free: () => Promise<void>): Promise<void> {
    this.#ending.abort(this.#error('go on'));
    await free();
  }

  #error(action: string): LeannError {
    return new LeannError('closed', `leann: cannot ${action} ${this.#owner}: it was closed`);
  }
}
