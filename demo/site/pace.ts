// How fast something goes, and how long it still takes.

const LEAST_SECONDS = 2;

export class Pace {
  readonly #began = performance.now();
  readonly #total: number;
  readonly #first: number;

  /** `first`: how much was done already. */
  constructor(total: number, first = 0) {
    this.#total = total;
    this.#first = first;
  }

  /** `, 12 a second, 3 minutes left`; nothing as long as too little is known. */
  said(done: number): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const rate = (done - this.#first) / seconds;
    if (seconds < LEAST_SECONDS || rate <= 0) return '';
    const left = (this.#total - done) / rate;
    const time = left < 90 ? `${Math.ceil(left)} seconds` : `${Math.ceil(left / 60)} minutes`;
    return `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, about ${time} left`;
  }
}
