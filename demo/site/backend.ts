// What the panels ask for: searches and changes of the shelves, once those are there.

import type { AddProgress, Document, SearchUpdate } from '../../web/index.js';
import type { Shelf, ShelfInfo, Shelves } from './shelves.js';

/** What an ended task tells. */
export interface Ended {
  notes: ShelfInfo;
  /** Titles of documents that were there already. */
  skipped: string[];
}

export class Backend {
  readonly #shelves: Promise<Shelves>;

  constructor(shelves: Promise<Shelves>) {
    this.#shelves = shelves;
  }

  /** Resolves after the last update. */
  async search(
    shelf: Shelf,
    query: string,
    { signal, onUpdate }: { signal: AbortSignal; onUpdate(update: SearchUpdate): void },
  ): Promise<void> {
    const index = (await this.#shelves).index(shelf);
    for await (const update of index.search(query, { signal })) if (!signal.aborted) onUpdate(update);
  }

  /** Resolves when the documents are searchable, and stored if they can be. */
  async add(
    documents: Document[],
    { signal, onProgress }: { signal: AbortSignal; onProgress(progress: AddProgress): void },
  ): Promise<Ended> {
    const shelves = await this.#shelves;
    const notes = shelves.index('notes');
    const known = await Promise.all(documents.map(({ id }) => notes.has(id)));
    const fresh = documents.filter((_, row) => !known[row]);
    for await (const progress of notes.add(fresh, { signal })) if (!signal.aborted) onProgress(progress);
    await notes.save();
    const skipped = documents.filter((_, row) => known[row]).map(({ id, title }) => title ?? id);
    return { notes: shelves.info('notes'), skipped };
  }

  /** Deletes what was added. */
  async forget(): Promise<Ended> {
    const shelves = await this.#shelves;
    await shelves.forget();
    return { notes: shelves.info('notes'), skipped: [] };
  }
}
