// Brings the stored index in line with the bookmarks, in steps that are saved one by one.

import type { MeaningDocument } from './library.js';
import type { Meaning } from './meaning.js';

/** Documents added in one step: few at first, to be found soon; then as many as there are, for few rebuilds. */
const FIRST_STEP = 128;
const LARGEST_STEP = 4096;

export class Indexer {
  readonly #meaning: Meaning;
  readonly #onChange: () => void;
  /** Ids of the documents in the stored index; undefined until it was asked. */
  #held: Set<string> | undefined;
  #goal: ReadonlyMap<string, MeaningDocument> = new Map();
  /** Documents of the step that is going on that have been embedded. */
  #begun = 0;
  #run: Promise<void> | undefined;
  #stop = new AbortController();
  #failure: string | undefined;

  /** @param onChange told when progress was made, when all is done, and when there is a `failure`. */
  constructor(meaning: Meaning, onChange: () => void) {
    this.#meaning = meaning;
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

  /** Sets what the index should hold, in the order in which it should be found; begins or goes on. */
  aim(documents: Iterable<MeaningDocument>): void {
    this.#goal = new Map(Array.from(documents, (document) => [document.id, document]));
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

  /** To be called when the index was deleted or replaced. */
  forget(): void {
    this.#held = undefined;
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
      if (this.#held === undefined) this.#held = new Set(await this.#meaning.ids(signal));
      const held = this.#held;
      const stale = [...held].filter((id) => !this.#goal.has(id));
      if (stale.length > 0) {
        await this.#meaning.remove(stale, signal);
        for (const id of stale) held.delete(id);
      }
      const missing = [...this.#goal.values()].filter(({ id }) => !held.has(id));
      if (missing.length > 0) await this.#add(missing.slice(0, stepAfter(held.size)), held, signal);
      if (stale.length === 0 && missing.length === 0) return;
    }
  }

  async #add(documents: MeaningDocument[], held: Set<string>, signal: AbortSignal): Promise<void> {
    await this.#meaning.add(documents, signal, (share) => {
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
