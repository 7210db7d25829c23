// The history as it was read: the whole of it once, then what came since.

import type { Visit } from './entry.js';

/** What was visited shortly before is read again: its title comes later than the visit. */
const OVERLAP_MS = 120_000;
const DAY_MS = 24 * 3_600_000;

export class Visits {
  #all = new Map<string, Visit>();
  /** Until when it was read; 0 if all of it has to be read. */
  #until = 0;

  all(): IterableIterator<Visit> {
    return this.#all.values();
  }

  /** To be called when some of it may have been deleted: the next reading replaces all. */
  readAgain(): void {
    this.#until = 0;
  }

  /** From when on it is to be read, in milliseconds since 1970. */
  from(days: number): number {
    return Math.max(oldest(days), this.#until - OVERLAP_MS);
  }

  /** @param read what was visited after `from`, or undefined if it may not be read: then nothing is kept. */
  take(read: readonly Visit[] | undefined, days: number, now: number): void {
    if (read === undefined || this.#until === 0) this.#all = new Map();
    this.#until = read === undefined ? 0 : now;
    for (const visit of read ?? []) this.#all.set(visit.url, visit);
    const first = oldest(days);
    for (const { url, at } of this.#all.values()) if (at < first) this.#all.delete(url);
  }
}

/** @param days 0 for all. */
function oldest(days: number): number {
  return days === 0 ? 0 : Date.now() - days * DAY_MS;
}
