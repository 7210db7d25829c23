// The words of an index's passages: of the linked ones, which the graph's file has, and after them of the buffered ones.

import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CoreWords } from '../core/core-words.js';
import type { WordHits } from '../core/records.js';
import type { SearchedWords } from './searched-content.js';

export class ContentWords implements SearchedWords {
  readonly #core: Core;
  readonly #graph: CoreIndex | undefined;
  /** Of the buffered passages; undefined if there are none. */
  readonly #tail: CoreWords | undefined;

  /** Owns `tail`, not the graph, which has words. */
  constructor(core: Core, graph: CoreIndex | undefined, tail: CoreWords | undefined) {
    this.#core = core;
    this.#graph = graph;
    this.#tail = tail;
  }

  get tail(): CoreWords | undefined {
    return this.#tail;
  }

  search(query: Uint8Array, count: number, allowed?: Uint8Array): WordHits {
    const linked = this.#graph?.words();
    try {
      const parts = [linked, this.#tail].filter((part) => part !== undefined);
      return this.#core.searchWords(parts, query, count, allowed);
    } finally {
      linked?.free();
    }
  }

  free(): void {
    this.#tail?.free();
  }
}
