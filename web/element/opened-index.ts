// The index that <leann-search> searches: one that the page gives, or that of a folder, opened when it is first needed.

import { LeannError } from '../base/error.js';
import { asFolder } from '../base/folder-url.js';
import type { ModelLoading, ModelState } from '../interface/model-state.js';
import type { LeannIndex } from '../leann-index.js';
import { AskedAhead } from './ask-ahead.js';
import { FilesFetched } from './files-fetched.js';
import { preloadParts } from './preload-parts.js';

const LOADINGS: readonly ModelLoading[] = ['auto', 'eager', 'idle', 'never'];

/** Attributes that say how it is opened. */
export interface OpeningFrom {
  src: string | null;
  /** As {@link FromUrlOptions.model}; what is none of its values counts as not given. */
  model: string | null;
}

/** What the element is told of. */
export interface OpenedIndexEvents {
  /** How much has been fetched of the files that were asked for, in bytes, until the index is open. */
  onLoading(loaded: number, total: number): void;
  /** After that: the state of the model, and how many of its bytes have been fetched. */
  onModel(state: ModelState): void;
  onModelLoading(loaded: number): void;
}

export class OpenedIndex {
  /** Given by the page, which keeps it: it is searched in place of the folder's, and never closed. */
  given: LeannIndex | undefined;
  readonly #events: OpenedIndexEvents;
  #opened: Promise<LeannIndex> | undefined;
  /** Ends opening; aborted when another index is wanted. */
  #opening = new AbortController();

  constructor(events: OpenedIndexEvents) {
    this.#events = events;
  }

  /**
   * The index of the folder `src`, which is opened with the first call, and again after that failed; undefined if there is
   * none to open. Errors: those of {@link LeannIndex.fromUrl}.
   */
  get({ src, model }: OpeningFrom): Promise<LeannIndex> | undefined {
    if (this.given !== undefined) return Promise.resolve(this.given);
    if (src === null) return undefined;
    this.#opened ??= this.#open(
      src,
      LOADINGS.find((each) => each === model),
    );
    return this.#opened;
  }

  /** Closes what was opened, or ends opening it. */
  forget(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    this.#opening.abort();
    opened?.then((index) => index.close()).catch(() => undefined);
  }

  async #open(src: string, model: ModelLoading | undefined): Promise<LeannIndex> {
    const opening = new AbortController();
    this.#opening = opening;
    let ahead: AskedAhead | undefined;
    try {
      if (!URL.canParse(src, document.baseURI)) {
        throw new LeannError('invalid-argument', `leann: cannot search ${src}: src is no URL`);
      }
      const folder = asFolder(new URL(src, document.baseURI));
      ahead = new AskedAhead(folder, opening.signal);
      preloadParts();
      const { LeannIndex } = await import('../leann-index.js');
      let isOpen = false;
      const fetched = new FilesFetched();
      const index = await LeannIndex.fromUrl(folder, {
        ahead,
        signal: opening.signal,
        listDocuments: 'small',
        ...(model && { model }),
        onModel: (state) => {
          if (this.#opening === opening && isOpen) this.#events.onModel(state);
        },
        onProgress: (progress) => {
          fetched.add(progress);
          if (opening.signal.aborted) return;
          if (isOpen) this.#events.onModelLoading(fetched.loaded);
          else this.#events.onLoading(fetched.loaded, fetched.total);
        },
      });
      isOpen = true;
      fetched.clear();
      return index;
    } catch (error) {
      if (this.#opening === opening) this.#opened = undefined;
      throw error;
    } finally {
      ahead?.end();
    }
  }
}
