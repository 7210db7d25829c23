// Which words are in which passages: an inverted index, on its own until it is put into an index.

import type { WordsHandle } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';

/** Does not change. An index that it is put into shares it, so it can be freed then. */
export class CoreWords {
  readonly #owned: Owned<WordsHandle>;

  constructor(count: HandleCount, handle: WordsHandle) {
    this.#owned = new Owned(count, handle, 'index of words');
  }

  /** For the core's other classes. */
  get handle(): WordsHandle {
    return this.#owned.handle;
  }

  get passages(): number {
    return this.handle.passages();
  }

  /** How many different terms there are. */
  get terms(): number {
    return this.handle.terms();
  }

  /** Its size in a file. O(terms). */
  bytes(): number {
    return unwrap(this.handle.bytes());
  }

  free(): void {
    this.#owned.free();
  }
}
