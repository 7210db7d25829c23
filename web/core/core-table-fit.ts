// The fitting of a table of terms, in slices.

import type { TableFitHandle } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';

/** Set priors if there are any, step until done, then finish. */
export class CoreTableFit {
  readonly #owned: Owned<TableFitHandle>;

  constructor(count: HandleCount, handle: TableFitHandle) {
    this.#owned = new Owned(count, handle, 'table');
  }

  /**
   * Before the first step: what the model makes of each term alone, whole vectors one after the other, for the terms from number
   * `first` on. Rows then learn only in what passages differ from it.
   * @throws LeannError `invalid-argument` for terms that there are not, parts of vectors, and numbers that are not finite;
   *   `out-of-memory`.
   */
  setPriors(first: number, vectors: Float32Array): void {
    unwrap(this.#owned.handle.setPriors(first, vectors));
  }

  /** One slice; all take O(steps * dimension * postings): half a second for 1,800 passages. @throws `out-of-memory`. */
  step(): { done: number; total: number } {
    return unwrap(this.#owned.handle.step());
  }

  /** Rows as `web/table/` reads them. @throws LeannError `invalid-argument` before the last step; `out-of-memory`. */
  finish(): Uint8Array {
    return unwrap(this.#owned.handle.finish());
  }

  free(): void {
    this.#owned.free();
  }
}
