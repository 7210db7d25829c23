// Changes an index and saves it, as the only one who does.

import { LeannError, messageOf } from '../base/error.js';
import { IdleTask } from '../base/idle-task.js';
import type { CacheSettings } from '../content/cache-settings.js';
import { Corpus } from '../content/corpus.js';
import { type IndexContent, removeNodes } from '../content/index-content.js';
import { PassageTexts } from '../content/passage-texts.js';
import { coreBuild } from '../content/saved-file.js';
import type { Core } from '../core/core.js';
import { tokenCounter } from '../embed/count-tokens.js';
import type { Embedder } from '../embed/embedder.js';
import type { AddProgress } from '../interface/change-options.js';
import type { Documents } from '../interface/document.js';
import type { Notice } from '../interface/notice.js';
import type { KeptContent } from '../keep/kept-content.js';
import type { Store } from '../storage/store.js';
import { compacted, compactionInfo, contentOf, rebuilt } from './compact-content.js';
import { exportContent } from './export-content.js';
import type { CompactJob, LinkJob } from './link-job.js';
import { contentAfter, linkPassages } from './link-passages.js';
import { PassageEmbedder } from './passage-embedder.js';
import { readDocuments } from './read-documents.js';
import { WaitingContent } from './waiting-content.js';
import { WriterLock } from './writer-lock.js';

/** How long a compaction in idle time waits for another tab to end its changes, in milliseconds. */
const IDLE_LOCK_MS = 1000;

export interface WriterOptions {
  name: string;
  core: Core;
  store: Store;
  kept: KeptContent;
  embedder: Embedder;
  cache: CacheSettings;
  autoCompact: boolean;
  /** Whether new graphs get a table of terms; undefined: if the one before has one. */
  table: boolean | undefined;
  onNotice: (notice: Notice) => void;
  /** Called when the index was changed in idle time. */
  onIdleChange: () => void;
  /** Aborted when the index is closed. */
  closing: AbortSignal;
  /** Vectors that searches have recomputed so far. */
  recomputed: () => number;
}

/** Does a change, all or nothing. */
type Act<T> = (signal: AbortSignal) => AsyncGenerator<AddProgress, T>;

/** One change at a time, each from the lock to the end. */
export class IndexWriter {
  readonly #options: WriterOptions;
  readonly #lock: WriterLock;
  readonly #passages: PassageEmbedder;
  readonly #idle = new IdleTask();
  /** Keys of the journal that are no longer needed after the next save. */
  #unneeded = new Set<string>();
  /** Vectors recomputed before the last save. */
  #savedRecomputes = 0;
  #changing = false;
  /** The content with the documents that are being added. */
  #waiting: WaitingContent | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#lock = new WriterLock(options.store);
    this.#passages = new PassageEmbedder(options.embedder, options.store.journal, (error) =>
      this.#notify('journal-failed', 'keep vectors before they are saved in', error),
    );
    this.#planCompaction();
  }

  /** Whether this handle holds the writer lock. */
  get writing(): boolean {
    return this.#lock.held;
  }

  /** What searches see. */
  get searched(): IndexContent | WaitingContent {
    return this.#waiting ?? this.#options.kept.content;
  }

  /** Adds documents. Those whose id is taken are refused; if `replacing`, they replace the old ones. */
  put(documents: Documents, signal: AbortSignal, replacing: boolean): AsyncGenerator<AddProgress, void> {
    const action = replacing ? 'update documents of' : 'add documents to';
    return this.#change(action, signal, (ending) => this.#put(documents, ending, replacing));
  }

  /** Deletes documents, and returns how many of them were there. */
  async delete(ids: readonly string[], signal: AbortSignal): Promise<number> {
    const deleting = this.#change('delete documents of', signal, () => this.#remove(ids));
    for (;;) {
      const { done, value } = await deleting.next();
      if (done) return value;
    }
  }

  compact(signal: AbortSignal, rebuild?: boolean): AsyncGenerator<AddProgress, void> {
    return this.#change('compact', signal, (ending) =>
      this.#compact(this.#compactJob(ending, true), rebuild),
    );
  }

  /** The index in one file. Nothing is changed, so other tabs may write meanwhile. */
  async export(signal: AbortSignal): Promise<Blob> {
    await this.#idle.end();
    this.#begin('export');
    const { name, kept, embedder } = this.#options;
    try {
      return await exportContent({ name, kept, model: embedder, compaction: this.#compactJob(signal) });
    } finally {
      this.#changing = false;
    }
  }

  /** Errors: those of {@link Store.commit}. */
  save(): Promise<void> {
    const saved = this.#saving.then(() => this.#save());
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  /** After `closing` is aborted. Lets a save finish. */
  async close(): Promise<void> {
    await this.#idle.end();
    await this.#saving;
    this.#endWaiting();
    await this.#lock.close();
  }

  async *#change<T>(action: string, signal: AbortSignal, act: Act<T>): AsyncGenerator<AddProgress, T> {
    await this.#idle.end();
    return yield* this.#exclusively(action, signal, act);
  }

  async *#exclusively<T>(
    action: string,
    signal: AbortSignal,
    act: Act<T>,
    lockSignal = signal,
  ): AsyncGenerator<AddProgress, T> {
    this.#begin(action);
    try {
      await this.#lock.use(lockSignal);
      await this.#options.kept.takeOver();
      return yield* act(signal);
    } finally {
      this.#changing = false;
      // Of a change that failed: the journal keeps them for the next attempt.
      this.#passages.takeKeys();
      await this.#lock.done(this.#options.kept.changed);
      this.#planCompaction();
    }
  }

  /** Errors: `invalid-argument` if another change is going on. */
  #begin(action: string): void {
    if (this.#changing) {
      throw new LeannError(
        'invalid-argument',
        `leann: cannot ${action} "${this.#options.name}": another addition or change has not ended yet`,
      );
    }
    this.#changing = true;
  }

  async *#put(
    documents: Documents,
    signal: AbortSignal,
    replacing: boolean,
  ): AsyncGenerator<AddProgress, void> {
    const { content, settings } = this.#options.kept;
    const { embedder } = this.#options;
    const added = yield* readDocuments({
      documents,
      countTokens: tokenCounter(embedder),
      split: settings.split,
      dimension: embedder.dimension,
      pictureOf: embedder.pictureOf?.bind(embedder),
      taken: (id) => !replacing && content.corpus.has(id),
      signal,
    });
    if (added.documents.length === 0) return;
    const dropped = content.corpus.numbersOf(added.documents.map(({ id }) => id));
    const job = { ...this.#compactJob(signal), added, dropped };
    try {
      const empty = new Corpus(new PassageTexts(this.#options.store, undefined), [], settings.split);
      const waiting = await WaitingContent.of(job, empty);
      this.#waiting = waiting;
      await waiting?.guess(signal);
      yield* this.#link({ ...job, onVectors: (first, vectors) => waiting?.learn(first, vectors) });
    } finally {
      this.#endWaiting();
    }
  }

  async *#link(job: LinkJob): AsyncGenerator<AddProgress, void> {
    const linked = yield* linkPassages(job);
    try {
      if (linked.kind === 'built') await this.#untilSaved();
      job.signal.throwIfAborted();
      await this.#apply(contentAfter(job, linked));
    } catch (error) {
      if (linked.kind === 'buffered') linked.words?.free();
      else linked.core?.free();
      throw error;
    }
  }

  /** What was waiting is part of the content now, or is not to be found any more. */
  #endWaiting(): void {
    this.#waiting?.free();
    this.#waiting = undefined;
  }

  // biome-ignore lint/correctness/useYield: every change is a generator, and this one has no progress to tell.
  async *#remove(ids: readonly string[]): AsyncGenerator<AddProgress, number> {
    const { content } = this.#options.kept;
    const { corpus, core } = content;
    const numbers = corpus.numbersOf(ids);
    if (numbers.size === 0) return 0;
    if (core !== undefined) removeNodes(core, corpus.nodesOf(numbers));
    corpus.delete(numbers);
    await this.#apply(content);
    return numbers.size;
  }

  async *#compact(job: CompactJob, rebuild?: boolean): AsyncGenerator<AddProgress, void> {
    const { content, signal } = job;
    const rebuilding = rebuild ?? compactionInfo(content).reason === 'drifted';
    const made = yield* rebuilding ? rebuilt(job) : compacted(job);
    if (made === undefined) return;
    try {
      await this.#untilSaved();
      signal.throwIfAborted();
      await this.#apply(contentOf(this.#options.core, content, made));
    } catch (error) {
      made.core?.free();
      throw error;
    }
  }

  /** `refit`: whether a table of terms is fitted again in any case, which takes as long as for all passages at once. */
  #compactJob(signal: AbortSignal, refit = false): CompactJob {
    const { kept, table = kept.content.table !== undefined } = this.#options;
    return {
      core: this.#options.core,
      embedder: this.#passages,
      dimension: this.#options.embedder.dimension,
      build: coreBuild(kept.settings.build),
      cacheBytes: this.#options.cache.bytes,
      table,
      refit,
      content: kept.content,
      signal,
    };
  }

  async #apply(next: IndexContent): Promise<void> {
    for (const key of this.#passages.takeKeys()) this.#unneeded.add(key);
    // In the same task, so that no search finds a document twice or not at all.
    this.#endWaiting();
    await this.#options.kept.change(next);
  }

  /** Waits for saves under way: they store numbers as they were when they began. */
  async #untilSaved(): Promise<void> {
    let saving: Promise<void> | undefined;
    while (saving !== this.#saving) {
      saving = this.#saving;
      await saving;
    }
  }

  async #save(): Promise<void> {
    const recomputed = this.#options.recomputed();
    const cacheChanged = this.#options.cache.saved > 0 && recomputed > this.#savedRecomputes;
    if (this.#options.kept.saved && !cacheChanged) return;
    await this.#lock.use(this.#options.closing);
    const journaled = this.#unneeded;
    try {
      // If others have saved, their index has no place for vectors that searches here have recomputed.
      if (await this.#options.kept.takeOver()) return;
      this.#unneeded = new Set();
      await this.#options.kept.save({ cacheChanged, cacheBytes: this.#options.cache.saved, journaled });
      this.#savedRecomputes = recomputed;
    } catch (error) {
      for (const key of journaled) this.#unneeded.add(key);
      throw error;
    } finally {
      await this.#lock.done(this.#options.kept.changed);
      this.#planCompaction();
    }
  }

  #planCompaction(): void {
    const { autoCompact, closing } = this.#options;
    if (!autoCompact || closing.aborted || !this.#restsDue()) return;
    this.#idle.plan(async (cancelled) => {
      // Changes made since may not be saved yet.
      if (this.#restsDue()) await this.#compactIdly(AbortSignal.any([cancelled, closing]));
    });
  }

  /** Whether a compaction is due that embeds nothing, and nothing else is going on. */
  #restsDue(): boolean {
    const { kept } = this.#options;
    if (this.#changing || !kept.saved) return false;
    const { due, reason } = compactionInfo(kept.content);
    return due && reason !== 'drifted';
  }

  async #compactIdly(signal: AbortSignal): Promise<void> {
    const waiting = AbortSignal.any([signal, AbortSignal.timeout(IDLE_LOCK_MS)]);
    try {
      const act: Act<void> = (ending) => this.#compact(this.#compactJob(ending), false);
      for await (const _ of this.#exclusively('compact', signal, act, waiting));
      await this.save();
      this.#options.onIdleChange();
    } catch (error) {
      if (error === waiting.reason || error === signal.reason) return;
      this.#notify('compaction-failed', 'compact in idle time', error);
    }
  }

  #notify(code: Notice['code'], action: string, error: unknown): void {
    const { name, onNotice } = this.#options;
    onNotice({ code, message: `leann: cannot ${action} index "${name}": ${messageOf(error)}` });
  }
}
