// The index that <leann-search> searches: one that the page gives, or that of a folder, opened when it is first needed.

import { LeannError } from '../base/error.js';
import type { LeannIndex } from '../leann-index.js';

/** How much of the folder has been fetched, in bytes; `total` is undefined if nobody says. */
export type OnLoading = (loaded: number, total: number | undefined) => void;

export class OpenedIndex {
  /** Given by the page, which keeps it: it is searched in place of the folder's, and never closed. */
  given: LeannIndex | undefined;
  readonly #onLoading: OnLoading;
  #opened: Promise<LeannIndex> | undefined;
  /** Ends opening; aborted when another index is wanted. */
  #opening = new AbortController();

  constructor(onLoading: OnLoading) {
    this.#onLoading = onLoading;
  }

  /**
   * The index of the folder `src`, which is opened with the first call, and again after that failed; undefined if there is
   * none to open. Errors: those of {@link LeannIndex.fromUrl}.
   */
  get(src: string | null): Promise<LeannIndex> | undefined {
    if (this.given !== undefined) return Promise.resolve(this.given);
    if (src === null) return undefined;
    this.#opened ??= this.#open(src);
    return this.#opened;
  }

  /** Closes what was opened, or ends opening it. */
  forget(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    this.#opening.abort();
    opened?.then((index) => index.close()).catch(() => undefined);
  }

  async #open(src: string): Promise<LeannIndex> {
    const opening = new AbortController();
    this.#opening = opening;
    try {
      if (!URL.canParse(src, document.baseURI)) {
        throw new LeannError('invalid-argument', `leann: cannot search ${src}: src is no URL`);
      }
      const { LeannIndex } = await import('../leann-index.js');
      return await LeannIndex.fromUrl(new URL(src, document.baseURI), {
        signal: opening.signal,
        listDocuments: true,
        onProgress: ({ loaded, total }) => {
          if (!opening.signal.aborted) this.#onLoading(loaded, total);
        },
      });
    } catch (error) {
      if (this.#opening === opening) this.#opened = undefined;
      throw error;
    }
  }
}
