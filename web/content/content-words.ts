// The words of an index's passages: of the linked ones, which the graph's file has, and after them of the buffered ones.

import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CoreWords } from '../core/core-words.js';
import type { WordHits } from '../core/records.js';
import type { SearchedWords } from './searched-content.js';

export class ContentWords implements SearchedWords {
  readonly #core: Core;
  readonly #graph: CoreIndex | undefined;
  /** Of the buffered passages, as they were added. */
  readonly #buffered: CoreWords[] = [];

  private constructor(core: Core, graph: CoreIndex | undefined) {
    this.#core = core;
    this.#graph = graph;
  }

  /** Undefined if the graph was made without words. */
  static of(core: Core, graph: CoreIndex | undefined): ContentWords | undefined {
    return graph?.hasWords === false ? undefined : new ContentWords(core, graph);
  }

  /** Adds those of passages that were buffered; they are owned from now on. */
  append(words: CoreWords): void {
    this.#buffered.push(words);
  }

  search(query: Uint8Array, count: number, allowed?: Uint8Array): WordHits {
    return this.searchWith([], query, count, allowed);
  }

  /** Searches these words as well, of passages that come after all others. */
  searchWith(more: readonly CoreWords[], query: Uint8Array, count: number, allowed?: Uint8Array): WordHits {
    const linked = this.#graph?.words();
    try {
      const parts = [...(linked === undefined ? [] : [linked]), ...this.#buffered, ...more];
      return this.#core.searchWords(parts, query, count, allowed);
    } finally {
      linked?.free();
    }
  }

  free(): void {
    for (const words of this.#buffered) words.free();
  }
}
