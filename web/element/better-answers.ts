// What becomes of answers of <leann-search> that were found without the model, once it can be loaded or is there.

import type { ModelState } from '../interface/model-state.js';
import type { SearchUpdate } from '../interface/search-update.js';
import type { LeannIndex } from '../leann-index.js';

export interface BetterAnswersOptions {
  /** Offers the model in that state, so many bytes of it, or says that it is on its way, and how many of them have come. */
  offer(state: ModelState, bytes: number, loaded: number): void;
  /** Whether somebody has chosen an answer or is about to: nothing must move then. */
  isChoosing(): boolean;
  /** Asks the same again: what is found then takes the place of what was. */
  again(): void;
}

export class BetterAnswers {
  readonly #options: BetterAnswersOptions;
  /** What was found without the model, as long as that is what is shown. */
  #index: LeannIndex | undefined;
  /** Bytes of the model. */
  #loaded = 0;

  constructor(options: BetterAnswersOptions) {
    this.#options = options;
  }

  /** An answer was shown. */
  shown(index: LeannIndex, { final, stats }: SearchUpdate): void {
    this.#index = final && stats.query === 'table' ? index : undefined;
    this.#offer(index.modelState);
  }

  /** Nothing is shown any more. */
  hidden(): void {
    this.#index = undefined;
  }

  /** Under the hand of somebody who is choosing nothing changes: the next query is better in any case. */
  changed(state: ModelState): void {
    if (this.#index === undefined) return;
    if (state === 'ready' && !this.#options.isChoosing()) this.#options.again();
    else this.#offer(state);
  }

  /** So many bytes of the model have come. */
  loading(loaded: number): void {
    this.#loaded = loaded;
    if (this.#index?.modelState === 'loading') this.#offer('loading');
  }

  load(): void {
    this.#index?.loadModel().catch(console.error);
  }

  #offer(state: ModelState): void {
    if (this.#index !== undefined) this.#options.offer(state, this.#index.modelBytes, this.#loaded);
  }
}
