// Brings the index in line with the bookmarks: the words of all at once, then what they mean, in steps that are saved one by
// one.

import type { BookmarkDocument } from './document.js';
import type { Searcher } from './searcher.js';

/** Documents added in one step: few at first, to be found soon; then as many as there are, for few rebuilds. */
const FIRST_STEP = 128;
const LARGEST_STEP = 4096;
/** Documents whose words are given at once, at first. */
const FIRST_WORDS = 2048;

export class Indexer {
  readonly #searcher: Searcher;
  readonly #onChange: () => void;
  /** Ids of the documents in the stored index; undefined until it was asked. */
  #held: Set<string> | undefined;
  /** Ids of those that are found by their words although they are not in it. */
  readonly #waiting = new Set<string>();
  #goal: ReadonlyMap<string, BookmarkDocument> = new Map();
  #embeds = false;
  #listed = false;
  /** Documents of the step that is going on that have been embedded. */
  #begun = 0;
  #run: Promise<void> | undefined;
  #stop = new AbortController();
  #failure: string | undefined;

  /** @param onChange told when progress was made, when all is done, and when there is a `failure`. */
  constructor(searcher: Searcher, onChange: () => void) {
    this.#searcher = searcher;
    this.#onChange = onChange;
  }

  /** Whether anything may be found by meaning: not where the index is known to be empty. */
  get mayFind(): boolean {
    return this.#held === undefined || this.#held.size > 0;
  }

  /** Documents that were worked on, of those `wanted`. */
  get done(): number {
    return Math.min(this.#goal.size, (this.#held?.size ?? 0) + this.#begun);
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

  /** Whether the words of all are found, for the first time. */
  get listed(): boolean {
    return this.#listed;
  }

  /**
   * Sets what is to be found, in the order in which it should be; begins or goes on. Without `embeds`, the stored index
   * stays as it is, and what it lacks is found by words.
   */
  aim(documents: Iterable<BookmarkDocument>, embeds: boolean): void {
    this.#goal = new Map(Array.from(documents, (document) => [document.id, document]));
    this.#embeds = embeds;
    this.#failure = undefined;
    this.#begin();
  }

  /** To be called when the index was opened: it may have had to be begun again. */
  opened(documents: number): void {
    if (this.#held === undefined || documents >= this.#held.size) return;
    this.#held = undefined;
    this.#begin();
  }

  /** Ends what is going on; resolves when it has ended. {@link aim} begins again. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('indexing was stopped'));
    await this.#run;
    this.#stop = new AbortController();
    this.#failure = undefined;
  }

  /** To be called when the index was deleted or replaced, or the worker ended. */
  forget(): void {
    this.#held = undefined;
    this.#waiting.clear();
  }

  #begin(): void {
    if (this.#run !== undefined) return;
    const run = this.#work().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#failure = error instanceof Error ? error.message : String(error);
    });
    this.#run = run.then(() => {
      this.#run = undefined;
      this.#begun = 0;
      this.#onChange();
    });
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    // The goal may change meanwhile: it is looked at again for every step.
    for (;;) {
      signal.throwIfAborted();
      if (this.#held === undefined) this.#held = new Set(await this.#searcher.ids(signal));
      const held = this.#held;
      const changed = await this.#list(held, signal);
      const worked = this.#embeds && (await this.#embed(held, signal));
      if (!changed && !worked) return;
    }
  }

  /** Lets what is not held be found by its words; returns whether that changed anything. */
  async #list(held: ReadonlySet<string>, signal: AbortSignal): Promise<boolean> {
    const isMissing = (id: string) => this.#goal.has(id) && !held.has(id);
    const gone = [...this.#waiting].filter((id) => !isMissing(id));
    const fresh = [...this.#goal.values()].filter(({ id }) => isMissing(id) && !this.#waiting.has(id));
    let at = 0;
    for (let size = FIRST_WORDS; at < fresh.length; size *= 4) {
      await this.#wait(fresh.slice(at, at + size), [], signal);
      at += size;
    }
    if (gone.length > 0) await this.#wait([], gone, signal);
    if (!this.#listed) {
      this.#listed = true;
      this.#onChange();
    }
    return fresh.length + gone.length > 0;
  }

  async #wait(documents: BookmarkDocument[], gone: string[], signal: AbortSignal): Promise<void> {
    await this.#searcher.wait(documents, gone, signal);
    for (const { id } of documents) this.#waiting.add(id);
    for (const id of gone) this.#waiting.delete(id);
  }

  /** One step; returns whether there was anything to do. */
  async #embed(held: Set<string>, signal: AbortSignal): Promise<boolean> {
    const stale = [...held].filter((id) => !this.#goal.has(id));
    if (stale.length > 0) {
      await this.#searcher.remove(stale, signal);
      for (const id of stale) held.delete(id);
    }
    const missing = [...this.#goal.values()].filter(({ id }) => !held.has(id));
    if (missing.length > 0) await this.#add(missing.slice(0, stepAfter(held.size)), held, signal);
    return stale.length + missing.length > 0;
  }

  async #add(documents: BookmarkDocument[], held: Set<string>, signal: AbortSignal): Promise<void> {
    await this.#searcher.add(documents, signal, (share) => {
      this.#begun = Math.floor(share * documents.length);
      this.#onChange();
    });
    this.#begun = 0;
    for (const { id } of documents) held.add(id);
    this.#onChange();
  }
}

function stepAfter(indexed: number): number {
  return Math.min(LARGEST_STEP, Math.max(FIRST_STEP, 4 * indexed));
}
