// When the model of a published folder is loaded, and what searches use until then.

import type { JsonObject } from './base/json.js';
import type { FolderModel } from './folder-model.js';
import type { RecallInfo } from './interface/index-info.js';
import type { ModelLoading, ModelState } from './interface/model-state.js';
import type { SearchOptions } from './interface/search-request.js';
import type { SearchStats, SearchUpdate } from './interface/search-update.js';

/** What browsers say of the line, if they do; TypeScript does not know it. */
interface Line {
  saveData?: boolean;
  effectiveType?: string;
}

/** A table that knows less of a query than this says too little. */
const ENOUGH = 0.5;

/** Bytes that one more of the ten passages that exact search finds is worth. */
const WORTH_OF_HIT = 20e6;

/** Milliseconds that a page without `requestIdleCallback` is left alone. */
const LEFT_ALONE = 500;

export class LaterModel {
  readonly #model: FolderModel;
  /** Whether it is loaded by itself. */
  readonly #mayLoad: boolean;
  /** Whether that is so after any search. */
  readonly #afterSearch: boolean;

  /** `recall`: what the index says of its answers, if it does. */
  constructor(model: FolderModel, loading: Exclude<ModelLoading, 'eager'>, recall?: RecallInfo) {
    this.#model = model;
    this.#mayLoad = loading === 'auto' && !isSlow();
    this.#afterSearch = this.#mayLoad && isWorth(model.bytes, recall);
    if (loading === 'idle') whenIdle(() => this.#begin());
  }

  get state(): ModelState {
    return this.#model.state;
  }

  get bytes(): number {
    return this.#model.bytes;
  }

  async load(): Promise<void> {
    await this.#model.load();
  }

  /** A search with the model if it is there, else without. */
  async *searching<Metadata extends object = JsonObject>(
    options: SearchOptions<Metadata> = {},
    search: (options: SearchOptions<Metadata>) => AsyncGenerator<SearchUpdate<Metadata>, void>,
  ): AsyncGenerator<SearchUpdate<Metadata>, void> {
    const model = options.model ?? this.state === 'ready';
    let wanted = false;
    for await (const update of search({ ...options, model })) {
      // A model that is there was asked already.
      wanted = !model && update.final && this.#isWanted(options, update.stats);
      yield wanted ? { ...update, final: false } : update;
    }
    if (wanted) yield* search({ ...options, model: true });
    else if (this.#afterSearch && this.state === 'waiting') whenIdle(() => this.#begin());
  }

  /** Whether an answer without the model says too little, and the model may be loaded. */
  #isWanted(
    { model, mode }: Pick<SearchOptions, 'model' | 'mode'>,
    { query, known = 0 }: SearchStats,
  ): boolean {
    const isOpen = model === undefined && mode !== 'words' && query !== 'model' && query !== 'given';
    return isOpen && this.#mayLoad && this.state !== 'failed' && known < ENOUGH;
  }

  #begin(): void {
    // Who wants to know is told by `onModel`; searches go on without it.
    if (this.state === 'waiting') this.#model.load().catch(() => undefined);
  }
}

/** Whether the model adds enough to answers, as far as that is known. */
function isWorth(bytes: number, recall: RecallInfo | undefined): boolean {
  if (recall?.first === undefined) return true;
  return 10 * (recall.final - recall.first) * WORTH_OF_HIT >= bytes;
}

function isSlow(): boolean {
  const { connection } = (globalThis.navigator ?? {}) as { connection?: Line };
  return connection?.saveData === true || /^(slow-2g|2g|3g)$/.test(connection?.effectiveType ?? '');
}

function whenIdle(act: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(act);
  else setTimeout(act, LEFT_ALONE);
}
