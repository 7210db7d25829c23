// Makes an index of words in the core.

import { CoreWords } from './core-words.js';
import type { WordBuilderHandle } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';

/**
 * Documents one after the other, each with its passages. Fields are terms in UTF-8 with newlines between them; a term
 * has at most 64 bytes. Memory: about three bytes for each different term of a passage.
 */
export class CoreWordBuilder {
  readonly #count: HandleCount;
  readonly #owned: Owned<WordBuilderHandle>;

  constructor(count: HandleCount, handle: WordBuilderHandle) {
    this.#count = count;
    this.#owned = new Owned(count, handle, 'builder of words');
  }

  /**
   * @param title counts for all passages of the document.
   * @throws LeannError `invalid-argument` for a term that is too long, and if the document before has no passage; then
   *   nothing was added. After `out-of-memory` nothing can be.
   */
  beginDocument(title: Uint8Array): void {
    unwrap(this.#owned.handle.beginDocument(title));
  }

  /**
   * @param headings all that stand above the passage.
   * @throws LeannError as {@link beginDocument}; `invalid-argument` without a document.
   */
  passage(headings: Uint8Array, body: Uint8Array): void {
    unwrap(this.#owned.handle.passage(headings, body));
  }

  /**
   * The index, once; the builder is freed.
   * @throws LeannError `invalid-argument` if the last document has no passage; `out-of-memory`.
   */
  finish(): CoreWords {
    const words = new CoreWords(this.#count, unwrap(this.#owned.handle.finish()));
    this.free();
    return words;
  }

  free(): void {
    this.#owned.free();
  }
}
