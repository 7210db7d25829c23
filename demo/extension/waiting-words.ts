// The words of documents that are not in the index yet: until they are embedded, words are all they are found by.

import {
  type Core,
  embedderFrom,
  LeannIndex,
  type SearchOptions,
  type SearchUpdate,
} from '../../web/index.js';
import type { BookmarkDocument } from './document.js';
import { SPLIT } from './kept-index.js';

/** Stands for a model: all texts mean the same. */
const EMBEDDER = embedderFrom(async (texts) => texts.map(() => Float32Array.of(1)), {
  dimension: 1,
  fingerprint: 'words only',
  batchSize: 4096,
});

/** The graph is never searched. */
const BUILD = { M: 2, efConstruction: 1, prediction: 'none', lengthBits: 0, rotation: 'random' } as const;

/** An index in memory, which is there as long as it holds anything. */
export class WaitingWords {
  readonly #core: Core;
  #index: LeannIndex | undefined;
  /** The last change. */
  #changed: Promise<void> = Promise.resolve();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Takes `documents`, and drops those with the ids `gone`; one change after the other. Errors: those of the library. */
  change(documents: readonly BookmarkDocument[], gone: readonly string[]): Promise<void> {
    const change = this.#changed.then(() => this.#change(documents, gone));
    this.#changed = change.catch(() => undefined);
    return change;
  }

  /** What was found, as the last update says; undefined if nothing waits. */
  async search(query: string, options: SearchOptions): Promise<SearchUpdate | undefined> {
    let last: SearchUpdate | undefined;
    const updates = this.#index?.search(query, { ...options, mode: 'words' }) ?? [];
    for await (const update of updates) last = update;
    return last;
  }

  async #change(documents: readonly BookmarkDocument[], gone: readonly string[]): Promise<void> {
    await this.#index?.delete(gone);
    if (documents.length > 0) {
      this.#index ??= await LeannIndex.open('waiting', {
        core: this.#core,
        embedder: EMBEDDER,
        store: 'memory',
        split: SPLIT,
        build: BUILD,
        cacheBytes: 0,
        autoCompact: false,
      });
      await this.#index.update(documents);
    }
    if (this.#index?.info().documents !== 0) return;
    const empty = this.#index;
    this.#index = undefined;
    await empty.close();
  }
}
