// The index that <leann-search> searches: one that the page gives, or that of a folder, opened when it is first needed.

import { LeannError } from '../base/error.js';
import { asFolder } from '../base/folder-url.js';
import type { ModelLoading, ModelState } from '../interface/model-state.js';
import type { LeannIndex } from '../leann-index.js';
import { AskedAhead } from './ask-ahead.js';
import { preloadParts } from './preload-parts.js';

const LOADINGS: readonly ModelLoading[] = ['auto', 'eager', 'idle', 'never'];

/** Attributes that say how it is opened. */
export interface OpeningFrom {
  src: string | null;
  /** As {@link FromUrlOptions.model}; what is none of its values counts as not given. */
  model: string | null;
}

/** How much of the folder has been fetched, in bytes; `total` is undefined if nobody says. */
export type OnLoading = (loaded: number, total: number | undefined) => void;

export class OpenedIndex {
  /** Given by the page, which keeps it: it is searched in place of the folder's, and never closed. */
  given: LeannIndex | undefined;
  readonly #onLoading: OnLoading;
  readonly #onModel: (state: ModelState) => void;
  #opened: Promise<LeannIndex> | undefined;
  /** Ends opening; aborted when another index is wanted. */
  #opening = new AbortController();

  /** `onLoading` until the index is open, `onModel` after that. */
  constructor(onLoading: OnLoading, onModel: (state: ModelState) => void) {
    this.#onLoading = onLoading;
    this.#onModel = onModel;
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
      const index = await LeannIndex.fromUrl(folder, {
        ahead,
        signal: opening.signal,
        listDocuments: 'small',
        ...(model && { model }),
        onModel: (state) => {
          if (this.#opening === opening && isOpen) this.#onModel(state);
        },
        onProgress: ({ loaded, total }) => {
          if (!opening.signal.aborted && !isOpen) this.#onLoading(loaded, total);
        },
      });
      isOpen = true;
      return index;
    } catch (error) {
      if (this.#opening === opening) this.#opened = undefined;
      throw error;
    } finally {
      ahead?.end();
    }
  }
}
