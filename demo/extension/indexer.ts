// Brings the stored index in line with the bookmarks, in steps that are saved one by one.

import type { MeaningDocument } from './library.js';
import type { Meaning } from './meaning.js';
import type { State } from './state.js';

/** Documents added in one step: few at first, to be found soon; then as many as there are, for few saves. */
const FIRST_STEP = 128;
const LARGEST_STEP = 2048;

export interface IndexerOptions {
  meaning: Meaning;
  state: State;
  /** Progress was made, or all is done, or `failure` is there. */
  onChange(): void;
}

export class Indexer {
  readonly #options: IndexerOptions;
  /** Documents by id, and whether they are known to be in the stored index. */
  readonly #held = new Map<string, boolean>();
  #goal: ReadonlyMap<string, MeaningDocument> = new Map();
  #linked = 0;
  /** Documents of the step that is going on that have been embedded. */
  #begun = 0;
  #run: Promise<void> | undefined;
  #stop = new AbortController();
  #failure: string | undefined;

  private constructor(options: IndexerOptions) {
    this.#options = options;
  }

  static async open(options: IndexerOptions): Promise<Indexer> {
    const indexer = new Indexer(options);
    for (const { id, linked } of await options.state.documents()) indexer.#hold(id, linked);
    return indexer;
  }

  /** Documents that are found by meaning, and those about to be. */
  get indexed(): number {
    return Math.min(this.#goal.size, this.#linked + this.#begun);
  }

  /** Documents that can be found now. */
  get linked(): number {
    return this.#linked;
  }

  get wanted(): number {
    return this.#goal.size;
  }

  get busy(): boolean {
    return this.#run !== undefined;
  }

  /** Why it ended early; undefined once it is asked to go on. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Sets what the index should hold, in the order in which it should be found; begins or goes on. */
  aim(documents: Iterable<MeaningDocument>): void {
    this.#goal = new Map(Array.from(documents, (document) => [document.id, document]));
    this.#failure = undefined;
    this.#begin();
  }

  /** Compares what is believed to be in the index with what is; to be called where it holds too little. */
  async check(documentsInIndex: number): Promise<void> {
    if (documentsInIndex >= this.#linked) return;
    const ids = [...this.#held].filter(([, linked]) => linked).map(([id]) => id);
    for (const id of await this.#options.meaning.missing(ids, this.#stop.signal)) this.#hold(id, false);
    this.#begin();
  }

  /** Ends what is going on; resolves when it has ended. {@link aim} begins again. */
  async stop(): Promise<void> {
    this.#goal = new Map();
    this.#stop.abort(new Error('indexing was stopped'));
    await this.#run;
    this.#stop = new AbortController();
    this.#failure = undefined;
  }

  /** To be called when the index was deleted. */
  forget(): void {
    this.#held.clear();
    this.#linked = 0;
  }

  #begin(): void {
    if (this.#run !== undefined) return;
    this.#run = this.#work().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#failure = error instanceof Error ? error.message : String(error);
    });
    void this.#run.then(() => {
      this.#run = undefined;
      this.#begun = 0;
      this.#options.onChange();
    });
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    // The goal may change meanwhile: it is looked at anew for every step.
    for (;;) {
      signal.throwIfAborted();
      const stale = [...this.#held.keys()].filter((id) => !this.#goal.has(id));
      if (stale.length > 0) await this.#remove(stale, signal);
      const missing = [...this.#goal.values()].filter(({ id }) => this.#held.get(id) !== true);
      if (missing.length > 0) await this.#add(missing.slice(0, this.#step()), signal);
      if (stale.length === 0 && missing.length === 0) return;
    }
  }

  #step(): number {
    return Math.min(LARGEST_STEP, Math.max(FIRST_STEP, this.#linked));
  }

  async #remove(ids: string[], signal: AbortSignal): Promise<void> {
    const { meaning, state } = this.#options;
    await meaning.remove(ids, signal);
    await state.dropDocuments(ids);
    for (const id of ids) {
      if (this.#held.get(id)) this.#linked--;
      this.#held.delete(id);
    }
  }

  async #add(documents: MeaningDocument[], signal: AbortSignal): Promise<void> {
    const { meaning, state, onChange } = this.#options;
    const ids = documents.map(({ id }) => id);
    await state.putDocuments(ids, false);
    for (const id of ids) this.#hold(id, false);
    await meaning.add(documents, signal, (share) => {
      this.#begun = Math.floor(share * ids.length);
      onChange();
    });
    await state.putDocuments(ids, true);
    this.#begun = 0;
    for (const id of ids) this.#hold(id, true);
    onChange();
  }

  #hold(id: string, linked: boolean): void {
    const before = this.#held.get(id) ?? false;
    this.#linked += Number(linked) - Number(before);
    this.#held.set(id, linked);
  }
}
