// Tries again by itself what has failed: browsers that have just started, or lack memory or room for a moment, may refuse
// what they allow a little later.

const FIRST_MS = 5000;
const LAST_MS = 5 * 60_000;

export class Repair {
  readonly #tryAgain: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_MS;

  /** @param tryAgain called after some seconds, then after twice as long each time, as long as it fails. */
  constructor(tryAgain: () => void) {
    this.#tryAgain = tryAgain;
  }

  failed(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tryAgain();
    }, this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, LAST_MS);
  }

  worked(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitMs = FIRST_MS;
  }
}
