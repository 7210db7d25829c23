// Measures how long each part of a search takes.

import type { SearchStats } from '../interface/search-update.js';

type Part = 'embedQuery' | 'core' | 'recompute' | 'read';

/** Adds up milliseconds by part; the time that the caller spends between updates is not counted. */
export class SearchClock {
  readonly #began = performance.now();
  readonly #parts: Record<Part, number> = { embedQuery: 0, core: 0, recompute: 0, read: 0 };
  #pausedAt: number | undefined;
  #paused = 0;

  run<T>(part: Part, act: () => T): T {
    const began = performance.now();
    try {
      return act();
    } finally {
      this.#parts[part] += performance.now() - began;
    }
  }

  async wait<T>(part: Part, act: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await act();
    } finally {
      this.#parts[part] += performance.now() - began;
    }
  }

  /** Milliseconds since it was made, pauses included. */
  elapsed(): number {
    return performance.now() - this.#began;
  }

  pause(): void {
    this.#pausedAt = performance.now();
  }

  resume(): void {
    if (this.#pausedAt !== undefined) this.#paused += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
  }

  read(): SearchStats['ms'] {
    return { ...this.#parts, total: this.elapsed() - this.#paused };
  }
}
