// Brings the index in line with what there is: the words of all at once, then what they mean, in steps that are saved one by
// one.

import type { BookmarkDocument } from './document.js';
import { type Failure, failureOf } from './failure.js';
import type { Searcher } from './searcher.js';
import { WaitingList } from './waiting-list.js';

/** Documents added in one step: few at first, to be found soon; then as many as there are, for few rebuilds. */
const FIRST_STEP = 128;
const LARGEST_STEP = 4096;

export class Indexer {
  readonly #searcher: Searcher;
  readonly #onChange: () => void;
  /** Ids of the documents in the stored index; undefined until it was asked. */
  #held: Set<string> | undefined;
  /** How often the stored index was replaced. */
  #replaced = 0;
  /** Those that are found by their words although they are not in it. */
  readonly #waiting: WaitingList;
  #goal: ReadonlyMap<string, BookmarkDocument> = new Map();
  #embeds = false;
  #listed: number | undefined;
  /** Documents of the step that is going on that have been embedded. */
  #begun = 0;
  #run: Promise<void> | undefined;
  #stop = new AbortController();
  /** Of the documents that are being added. */
  #adding = new AbortController();
  /** Whether what goes next may leave nothing behind. */
  #erases = false;
  #failure: Failure | undefined;

  /** @param onChange told when progress was made, when all is done, and when there is a `failure`. */
  constructor(searcher: Searcher, onChange: () => void) {
    this.#searcher = searcher;
    this.#onChange = onChange;
    this.#waiting = new WaitingList(searcher);
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

  /** Why it ended early; undefined once it is asked for something else, or gets on again. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Documents that are found, if only by their words; undefined as long as that is not known. */
  get listed(): number | undefined {
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
    if (this.#run === undefined) this.#begin();
    else void this.#noted(this.#list(this.#stop.signal));
  }

  /** Tries again what has failed. */
  goOn(): void {
    this.#begin();
  }

  /** To be called when the index was opened: it may have had to be begun again. */
  opened(documents: number): void {
    if (this.#held === undefined || documents >= this.#held.size) return;
    this.#held = undefined;
    this.#begin();
  }

  /**
   * To be called before {@link aim}, if what it leaves out was deleted for good: nothing of it stays in the stored index,
   * and no addition is waited for.
   */
  erase(): void {
    this.#erases = true;
    this.#adding.abort(new Error('something is to be deleted first'));
  }

  /** Ends what is going on; resolves when it has ended. {@link aim} begins again. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('indexing was stopped'));
    await this.#run;
    this.#stop = new AbortController();
    this.#failure = undefined;
  }

  /** To be called when the index was replaced. What waits goes on to be found by its words. */
  replaced(): void {
    this.#replaced++;
    this.#held = undefined;
    this.#listed = undefined;
  }

  /** To be called when the worker ended. */
  forget(): void {
    this.replaced();
    this.#waiting.forget();
  }

  #begin(): void {
    if (this.#run !== undefined) return;
    this.#run = this.#noted(this.#work()).then(() => {
      this.#run = undefined;
      this.#begun = 0;
      this.#onChange();
    });
  }

  /** Says why it failed, if it was not stopped. */
  async #noted(work: Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    try {
      await work;
      this.#failure = undefined;
    } catch (error) {
      if (!signal.aborted) this.#failure = failureOf(error);
    }
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    // The goal may change meanwhile: it is looked at again for every step.
    for (;;) {
      signal.throwIfAborted();
      await this.#list(signal);
      if (!(await this.#step(await this.#holding(signal), signal))) return;
    }
  }

  async #holding(signal: AbortSignal): Promise<Set<string>> {
    while (this.#held === undefined) {
      const asked = this.#replaced;
      const ids = await this.#searcher.ids(signal);
      signal.throwIfAborted();
      // What was told of an index that has been replaced meanwhile is asked again.
      if (asked === this.#replaced) this.#held ??= new Set(ids);
    }
    return this.#held;
  }

  /** Lets what is not held be found by its words: everything, if nobody can tell what is held. */
  async #list(signal: AbortSignal): Promise<void> {
    const holding = this.#holding(signal);
    await this.#listBut(await holding.catch(() => new Set<string>()), signal);
    await holding;
  }

  async #listBut(held: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    await this.#waiting.bring(() => [...this.#goal.values()].filter(({ id }) => !held.has(id)), signal);
    let found = 0;
    for (const id of this.#goal.keys()) if (held.has(id) || this.#waiting.has(id)) found++;
    if (found === this.#listed) return;
    this.#listed = found;
    this.#onChange();
  }

  /** Returns whether there was anything to do. */
  async #step(held: Set<string>, signal: AbortSignal): Promise<boolean> {
    const erases = this.#erases;
    this.#erases = false;
    if (!this.#embeds && !erases) return false;
    const stale = [...held].filter((id) => !this.#goal.has(id));
    if (stale.length > 0) {
      await this.#searcher.remove(stale, erases, signal);
      for (const id of stale) held.delete(id);
    }
    if (!this.#embeds) return true;
    const missing = [...this.#goal.values()].filter(({ id }) => !held.has(id));
    if (missing.length > 0) await this.#add(missing.slice(0, stepAfter(held.size)), held, signal);
    return stale.length + missing.length > 0;
  }

  async #add(documents: BookmarkDocument[], held: Set<string>, signal: AbortSignal): Promise<void> {
    this.#adding = new AbortController();
    const step = this.#adding.signal;
    try {
      await this.#searcher.add(documents, AbortSignal.any([signal, step]), (share) => {
        this.#failure = undefined;
        this.#begun = Math.floor(share * documents.length);
        this.#onChange();
      });
      for (const { id } of documents) held.add(id);
    } catch (error) {
      // What was embedded is in the journal.
      if (!step.aborted || signal.aborted) throw error;
    } finally {
      this.#begun = 0;
    }
    this.#onChange();
  }
}

function stepAfter(indexed: number): number {
  return Math.min(LARGEST_STEP, Math.max(FIRST_STEP, 4 * indexed));
}
