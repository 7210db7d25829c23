// Does what the panels ask for: searches and changes of the shelves, as soon as those are open. Until the model is there, the
// dictionary answers without it.

import type { AddProgress, Document, DocumentInfo, Hit, LeannIndex, SearchUpdate } from '../../web/index.js';
import { EFFORTS, USUAL_EFFORT } from './efforts.js';
import { type Dictionary, infoOf, type Shelf, type ShelfInfo, type Shelves } from './shelves.js';
import { Yardstick, type YardstickCall } from './yardstick.js';

/** The result of a change. */
export interface Ended {
  notes: ShelfInfo;
  /** Titles of documents that were there already, word for word. */
  skipped: string[];
}

/** A document of the visitor's, without its text. */
export interface Listed {
  id: string;
  title: string;
  passages: number;
}

/** A search that has ended. */
export interface LastSearch {
  shelf: Shelf;
  query: string;
  update: SearchUpdate;
  /** Place in {@link EFFORTS}. */
  effort: number;
  /** Milliseconds from the call to the first answer. */
  firstMs: number;
}

export interface SearchCall {
  signal: AbortSignal;
  /** `best`: whether nothing will make it better. An answer without the model is final, and gets better once the model is there. */
  onUpdate(update: SearchUpdate, best: boolean): void;
}

export class Backend {
  /** Told of each search that ended by itself. */
  onSearched: (search: LastSearch) => void = () => undefined;
  /** Place in {@link EFFORTS}. */
  effort = USUAL_EFFORT;
  /** Resolves once searches have the model, or will never have it. */
  readonly opened: Promise<void>;
  readonly #dictionary: Promise<Dictionary>;
  readonly #shelves: Promise<Shelves>;
  /** The same, once they are open. */
  #open: Shelves | undefined;
  /** Whether the model could not be loaded: the dictionary goes on without. */
  #alone = false;

  constructor(dictionary: Promise<Dictionary>, shelves: Promise<Shelves>) {
    this.#dictionary = dictionary;
    this.#shelves = shelves;
    // Each caller gets the error, and the page shows it.
    dictionary.catch(() => undefined);
    this.opened = shelves.then(
      (open) => {
        this.#open = open;
      },
      () => {
        this.#alone = true;
      },
    );
  }

  async #index(shelf: Shelf): Promise<LeannIndex> {
    if (this.#open !== undefined) return this.#open.index(shelf);
    return shelf === 'words' ? (await this.#dictionary).words : (await this.#shelves).index(shelf);
  }

  /** By words and meaning, of the dictionary by meaning alone once there is a model; hits are documents. Resolves after the last update. */
  async search(shelf: Shelf, query: string, { signal, onUpdate }: SearchCall): Promise<void> {
    const index = await this.#index(shelf);
    const hasModel = index === this.#open?.index(shelf);
    const complete = this.#alone || hasModel;
    const { effort } = this;
    const began = performance.now();
    let firstMs: number | undefined;
    const options = {
      signal,
      group: 'document',
      partial: true,
      // Who describes a meaning seldom uses the words of its definition: they only help while there is no model.
      mode: shelf === 'words' && hasModel ? 'meaning' : 'hybrid',
      ...EFFORTS[effort]?.options,
    } as const;
    for await (const update of index.search(query, options)) {
      if (signal.aborted) return;
      firstMs ??= performance.now() - began;
      const best = update.final && complete;
      onUpdate(update, best);
      if (best) this.onSearched({ shelf, query, update, effort, firstMs });
    }
  }

  /** The nearest passages by meaning alone, as that effort finds them. */
  async nearest(shelf: Shelf, query: string, effort: number): Promise<Hit[]> {
    const index = (await this.#shelves).index(shelf);
    let nearest: Hit[] = [];
    for await (const { hits } of index.search(query, { mode: 'meaning', ...EFFORTS[effort]?.options })) {
      nearest = hits;
    }
    return nearest;
  }

  /**
   * Resolves when the documents are searchable, and stored if they can be. One that is there takes the new text, unless
   * that is the old one.
   */
  async add(
    documents: Document[],
    { signal, onProgress }: { signal: AbortSignal; onProgress(progress: AddProgress): void },
  ): Promise<Ended> {
    const shelves = await this.#shelves;
    const notes = shelves.index('notes');
    const fresh: Document[] = [];
    const skipped: string[] = [];
    for (const document of new Map(documents.map((each) => [each.id, each])).values()) {
      if (hasText(await notes.get(document.id), document.text)) skipped.push(document.title ?? document.id);
      else fresh.push(document);
    }
    if (fresh.length > 0) {
      for await (const progress of notes.update(fresh, { signal })) if (!signal.aborted) onProgress(progress);
      await notes.save();
    }
    return { notes: shelves.info('notes'), skipped };
  }

  async info(shelf: Shelf): Promise<ShelfInfo> {
    return infoOf(await this.#index(shelf));
  }

  /** Embeds all of it for exact search. */
  async measure(shelf: Shelf, call: YardstickCall): Promise<Yardstick> {
    const shelves = await this.#shelves;
    return Yardstick.measure(shelves.index(shelf), shelves.embedder, call);
  }

  /** The visitor's documents, by title. */
  async documents(): Promise<Listed[]> {
    const notes = (await this.#shelves).index('notes');
    const found: Listed[] = [];
    for (const id of await notes.ids()) {
      const document = await notes.get(id);
      if (document !== undefined) {
        found.push({ id, title: document.title ?? id, passages: document.passages.length });
      }
    }
    return found.sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
  }

  async delete(id: string): Promise<Ended> {
    const shelves = await this.#shelves;
    const notes = shelves.index('notes');
    await notes.delete(id);
    await notes.save();
    return { notes: shelves.info('notes'), skipped: [] };
  }

  /** Deletes what was added. */
  async forget(): Promise<Ended> {
    const shelves = await this.#shelves;
    await shelves.forget();
    return { notes: shelves.info('notes'), skipped: [] };
  }
}

/** Whether the document's passages are that text: all of it but the space between them. */
function hasText(document: DocumentInfo | undefined, text: string): boolean {
  if (document === undefined) return false;
  let end = 0;
  for (const passage of document.passages) {
    if (text.slice(end, passage.start).trim() !== '') return false;
    if (text.slice(passage.start, passage.end) !== passage.text) return false;
    end = passage.end;
  }
  return text.slice(end).trim() === '';
}
