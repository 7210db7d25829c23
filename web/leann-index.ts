// LeannIndex: documents in, hits out, and an index that outlasts the tab.

import { compacted, compactionInfo, contentOf, rebuilt } from './compact-content.js';
import { Core, NO_BYTES } from './core/core.js';
import { tokenCounter } from './count-tokens.js';
import type { Embedder } from './embed/embedder.js';
import { LeannError } from './error.js';
import { whenIdle } from './idle.js';
import { type IndexContent, removeNodes } from './index-content.js';
import { KeptContent } from './kept-content.js';
import { contentAfter, type LinkJob, linkPassages, renumbers } from './link-passages.js';
import { type CacheSettings, cacheSettings, requireName } from './open-settings.js';
import type {
  AddOptions,
  AddProgress,
  CacheInfo,
  ChangeOptions,
  CompactOptions,
  Document,
  DocumentInfo,
  IndexInfo,
  Notice,
  OpenOptions,
  SearchOptions,
  SearchUpdate,
  StoredIndex,
} from './options.js';
import { PassageEmbedder } from './passage-embedder.js';
import { readDocuments } from './read-documents.js';
import { SearchClock } from './search-clock.js';
import { runSearch, type SearchTotals } from './search-run.js';
import { searchSettings } from './search-settings.js';
import { deleteIndexedDb, listIndexedDb } from './storage/indexeddb-store.js';
import { openStore } from './storage/open-store.js';
import { persistStorage } from './storage/storage-room.js';
import type { Store } from './storage/store.js';
import { WriterLock } from './writer-lock.js';

/** How long a compaction in idle time waits for another tab to end its changes, in milliseconds. */
const IDLE_LOCK_MS = 1000;

type Documents = Iterable<Document> | AsyncIterable<Document>;

/**
 * An index of documents, found by meaning. It keeps texts and a compact graph, but no vectors: the few that matter
 * to a search are computed again by the embedder.
 *
 * Changes live in memory until {@link save}; closing without saving drops them. The first change makes this handle the
 * only writer of the index, in all tabs, until everything is saved: changes of others wait, and begin with what was
 * saved. Handles that only search keep the state that they opened, see {@link refresh}.
 */
export class LeannIndex implements AsyncDisposable {
  readonly name: string;
  readonly #core: Core;
  readonly #embedder: Embedder;
  readonly #store: Store;
  readonly #options: OpenOptions;
  readonly #cache: CacheSettings;
  readonly #kept: KeptContent;
  readonly #writer: WriterLock;
  readonly #passages: PassageEmbedder;
  readonly #closing = new AbortController();
  readonly #unwatch: () => void;
  readonly #totals: SearchTotals = { recomputed: 0, cached: 0 };
  /** Of {@link #totals}, what had been recomputed by the last save. */
  #savedRecomputes = 0;
  /** Keys of the journal that the next save makes superfluous. */
  #superfluous = new Set<string>();
  #changing = false;
  #saving: Promise<void> = Promise.resolve();
  /** A compaction in idle time: planned, or under way. */
  #idle: { cancel: () => void; ended: Promise<void> } | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    name: string,
    parts: { core: Core; store: Store; kept: KeptContent; cache: CacheSettings },
    options: OpenOptions,
  ) {
    this.name = name;
    this.#core = parts.core;
    this.#store = parts.store;
    this.#kept = parts.kept;
    this.#cache = parts.cache;
    this.#embedder = options.embedder;
    this.#options = options;
    this.#writer = new WriterLock(parts.store);
    this.#passages = new PassageEmbedder(options.embedder, parts.store.journal, (error) =>
      this.#notify('journal-failed', `cannot keep vectors of "${name}" before they are saved`, error),
    );
    this.#unwatch = parts.store.watch((generation) => {
      if (generation > this.#kept.generation) options.onNewer?.(generation);
    });
    this.#planCompaction();
  }

  /**
   * Opens a stored index, or begins an empty one of that name.
   *
   * Errors: `embedder-mismatch` for an index that another model made; `corrupt` and `unsupported-version` for one that
   * cannot be read (nothing is deleted, see {@link delete}); `storage-unavailable`, if IndexedDB was asked for;
   * `storage-failed`; `invalid-argument`.
   */
  static async open(name: string, options: OpenOptions): Promise<LeannIndex> {
    requireName(name);
    if (typeof options?.embedder?.embed !== 'function') {
      throw new LeannError('invalid-argument', `leann: cannot open index "${name}": an embedder is needed`);
    }
    const core = options.core ?? (await Core.load(options.wasm));
    const cache = cacheSettings(options);
    const store = await openStore(name, options.store, (notice) => notify(options, notice));
    try {
      const kept = await KeptContent.open({ name, core, store, open: options, cacheBytes: cache.bytes });
      return new LeannIndex(name, { core, store, kept, cache }, options);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Deletes the index of that name from IndexedDB; tabs that have it open cannot use it any more. */
  static async delete(name: string): Promise<void> {
    requireName(name);
    await deleteIndexedDb(name);
  }

  /**
   * The indexes that this site has saved in IndexedDB, without those that cannot be read.
   * Errors: `storage-unavailable`, `storage-failed`.
   */
  static async list(): Promise<StoredIndex[]> {
    const manifests = await listIndexedDb();
    return Array.from(manifests, ([name, manifest]) => ({
      name,
      generation: manifest.generation,
      documents: manifest.documents - manifest.deletedDocuments,
      passages: manifest.passages - manifest.deletedPassages,
      bytes:
        manifest.index.bytes +
        (manifest.passages - manifest.linked) * manifest.embedder.dimension * 2 +
        manifest.textBytes,
      fingerprint: manifest.embedder.fingerprint,
    }));
  }

  /**
   * Asks the browser not to evict the site's data when it runs out of room; browsers may ask the user. Whether it
   * promises that.
   */
  static persist(): Promise<boolean> {
    return persistStorage();
  }

  /**
   * Adds documents, telling how far it is. Nothing happens before the result is iterated; what is added counts from
   * when the iteration has ended by itself. An error, an abort, or leaving the loop early leaves the index as it was.
   * Searches meanwhile answer from the state before. One change at a time.
   *
   * New passages are found at once. Up to 255 wait with their vectors until they are linked into the graph. While the
   * index stays under twice the passages that its codebook was trained on, only new passages are embedded; then all are
   * embedded again and the index is built anew. Seen over all additions that is at most twice the work. In IndexedDB,
   * what was embedded is kept until it is saved: an addition that was interrupted, by the end of the tab too, is
   * repeated without embedding the same texts again.
   *
   * Errors: `invalid-argument`, `duplicate-id`, `closed`, what the embedder throws, what the documents throw, what
   * {@link refresh} throws.
   */
  add(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#change('add documents to', options, (signal) => this.#put(documents, signal, false));
  }

  /**
   * Adds documents as {@link add} does; those whose id is in the index take the place of that document, as a whole or
   * not at all.
   */
  update(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#change('update documents of', options, (signal) => this.#put(documents, signal, true));
  }

  /**
   * Deletes documents by id, all or none; how many of them were there. They are not found any more, and leave the index
   * with the next {@link compact}. O(1) for a passage. Errors: `invalid-argument`, `closed`, what {@link refresh} throws.
   */
  async delete(ids: string | Iterable<string>, options: ChangeOptions = {}): Promise<number> {
    const wanted = idsOf(ids);
    const deleting = this.#change('delete documents of', options, () => this.#remove(wanted));
    for (;;) {
      const { done, value } = await deleting.next();
      if (done) return value;
    }
  }

  /**
   * Sweeps deleted documents out of graph, codes and texts, and links what waits to be. Nothing is embedded, unless
   * `rebuild` asks for that. All or nothing, like {@link add}. Errors: `invalid-argument`, `closed`, what the embedder
   * throws, what {@link refresh} throws.
   */
  compact(options: CompactOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#change('compact', options, (signal) => this.#compact(signal, options.rebuild ?? false));
  }

  /**
   * Searches by meaning. Yields at once what codes and cached vectors say, a better answer after each batch of
   * recomputed passages, and the final one. Leaving the loop ends the search. Hits are passages: a document may be
   * among them more than once. A query without words finds nothing. Searches may run side by side.
   *
   * Errors: `invalid-argument`, `closed`, what the embedder or the filter throws, `storage-failed` and `corrupt` from
   * reading texts.
   */
  search(query: string, options: SearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, new SearchClock());
  }

  async *#search(
    query: string,
    options: SearchOptions,
    clock: SearchClock,
  ): AsyncGenerator<SearchUpdate, void> {
    this.#requireOpen('search');
    const settings = searchSettings(query, options, this.#embedder);
    yield* runSearch({
      query,
      settings,
      content: () => this.#kept.content,
      metric: this.#kept.settings.build.metric ?? 'ip',
      embedder: this.#embedder,
      signal: this.#signal(options.signal),
      clock,
      totals: this.#totals,
    });
  }

  /** Whether a document of this id is in the index. */
  has(id: string): boolean {
    this.#requireOpen('ask');
    return this.#kept.content.corpus.has(id);
  }

  /** The document of this id with the texts of its passages; undefined where there is none. */
  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#requireOpen('read');
    const { corpus } = this.#kept.content;
    const found = corpus.find(id);
    if (found === undefined) return undefined;
    const { document, first } = found;
    const passages = await corpus.read(Array.from({ length: document.passages }, (_, part) => first + part));
    return { id, ...(document.title === undefined ? {} : { title: document.title }), passages };
  }

  /**
   * Stores the present state, as a whole or not at all; when it resolves, the data outlasts the tab and was read back.
   * A change that has not ended is not part of it. Where vectors are saved with the index, those that searches have
   * added to the cache are reason enough to store it again.
   *
   * Errors: `quota-exceeded`, `storage-failed`, `evicted`; `conflict` where another tab saved meanwhile, which only
   * pages without https can come to, since they have no locks. The stored state is then as before.
   */
  save(): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closedError('save'));
    const saved = this.#saving.then(() => this.#save());
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  /**
   * Takes over what another tab has saved since; whether there was something. Searches under way end with the state
   * that they began with. A handle with changes that are not saved is newer by itself.
   *
   * Errors: those of {@link open}; `evicted` where the stored index has vanished.
   */
  async refresh(): Promise<boolean> {
    this.#requireOpen('refresh');
    return this.#writer.held ? false : this.#kept.takeOver();
  }

  info(): IndexInfo {
    this.#requireOpen('describe');
    const { content, settings, generation, saved, room } = this.#kept;
    const { corpus, core, trainedPassages, waiting } = content;
    const { dimension, fingerprint, device } = this.#embedder;
    return {
      name: this.name,
      documents: corpus.documents,
      passages: corpus.passages,
      trainedPassages,
      dimension,
      embedder: { fingerprint, device },
      bytes: {
        ...(core?.bytes() ?? NO_BYTES),
        buffered: waiting.size * dimension * 2,
        text: corpus.textBytes,
      },
      cache: this.#cacheInfo(),
      compaction: compactionInfo(content),
      build: { ...settings.build },
      split: { ...settings.split },
      generation,
      saved,
      storage: room,
    };
  }

  /** Ends what runs on the index (with `closed`), lets a save finish, and frees everything. Does not save. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#unwatch();
    this.#closing.abort(this.#closedError('go on'));
    await this.#endIdle();
    await this.#saving;
    await this.#writer.close();
    await this.#kept.close();
    await this.#store.close();
  }

  /** One change from the lock to the end; `act` does it, all or nothing. */
  async *#change<T>(
    action: string,
    { signal }: ChangeOptions,
    act: (signal: AbortSignal) => AsyncGenerator<AddProgress, T>,
  ): AsyncGenerator<AddProgress, T> {
    this.#requireOpen(action);
    await this.#endIdle();
    return yield* this.#exclusively(action, this.#signal(signal), act);
  }

  async *#exclusively<T>(
    action: string,
    signal: AbortSignal,
    act: (signal: AbortSignal) => AsyncGenerator<AddProgress, T>,
    lockSignal = signal,
  ): AsyncGenerator<AddProgress, T> {
    if (this.#changing) {
      throw new LeannError(
        'invalid-argument',
        `leann: cannot ${action} "${this.name}": another addition or change has not ended yet`,
      );
    }
    this.#changing = true;
    try {
      await this.#writer.use(lockSignal);
      await this.#kept.takeOver();
      return yield* act(signal);
    } finally {
      this.#changing = false;
      // Of a change that failed: the journal keeps them for the next attempt.
      this.#passages.takeKeys();
      await this.#writer.done(this.#kept.changed);
      this.#planCompaction();
    }
  }

  async *#put(
    documents: Documents,
    signal: AbortSignal,
    replacing: boolean,
  ): AsyncGenerator<AddProgress, void> {
    const { content, settings } = this.#kept;
    const added = yield* readDocuments({
      documents,
      countTokens: tokenCounter(this.#embedder),
      split: settings.split,
      taken: (id) => !replacing && content.corpus.has(id),
      signal,
    });
    if (added.documents.length === 0) return;
    const dropped = content.corpus.numbersOf(added.documents.map(({ id }) => id));
    const linked = yield* linkPassages({ ...this.#linkJob(signal), added, dropped });
    try {
      if (renumbers(content, linked)) await this.#untilSaved();
      signal.throwIfAborted();
      await this.#apply(contentAfter({ content, added, dropped }, linked));
    } catch (error) {
      if (linked.kind !== 'waiting') linked.core?.free();
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: every change is a generator, and this one has no progress to tell.
  async *#remove(ids: readonly string[]): AsyncGenerator<AddProgress, number> {
    const { content } = this.#kept;
    const { corpus, core } = content;
    const numbers = corpus.numbersOf(ids);
    if (numbers.size === 0) return 0;
    if (core !== undefined) removeNodes(core, corpus.nodesOf(numbers));
    corpus.delete(numbers);
    await this.#apply(content);
    return numbers.size;
  }

  async *#compact(signal: AbortSignal, rebuild: boolean): AsyncGenerator<AddProgress, void> {
    const { content } = this.#kept;
    const made = yield* rebuild ? rebuilt(this.#linkJob(signal)) : compacted(this.#linkJob(signal));
    if (made === undefined) return;
    try {
      await this.#untilSaved();
      signal.throwIfAborted();
      await this.#apply(contentOf(content, made));
    } catch (error) {
      made.core?.free();
      throw error;
    }
  }

  #linkJob(signal: AbortSignal): Omit<LinkJob, 'added' | 'dropped'> {
    return {
      core: this.#core,
      embedder: this.#passages,
      dimension: this.#embedder.dimension,
      build: this.#kept.settings.build,
      cacheBytes: this.#cache.bytes,
      content: this.#kept.content,
      signal,
    };
  }

  async #apply(next: IndexContent): Promise<void> {
    for (const key of this.#passages.takeKeys()) this.#superfluous.add(key);
    await this.#kept.change(next);
  }

  /** Waits for saves under way: what they store is numbered as it was when they began. */
  async #untilSaved(): Promise<void> {
    let saving: Promise<void> | undefined;
    while (saving !== this.#saving) {
      saving = this.#saving;
      await saving;
    }
  }

  async #save(): Promise<void> {
    const { recomputed } = this.#totals;
    const cacheChanged = this.#cache.saved > 0 && recomputed > this.#savedRecomputes;
    if (this.#kept.saved && !cacheChanged) return;
    await this.#writer.use(this.#closing.signal);
    const journaled = this.#superfluous;
    try {
      // What others have saved has no place for vectors that searches here have recomputed.
      if (await this.#kept.takeOver()) return;
      this.#superfluous = new Set();
      await this.#kept.save({ cacheChanged, cacheBytes: this.#cache.saved, journaled });
      this.#savedRecomputes = recomputed;
    } catch (error) {
      for (const key of journaled) this.#superfluous.add(key);
      throw error;
    } finally {
      await this.#writer.done(this.#kept.changed);
      this.#planCompaction();
    }
  }

  #planCompaction(): void {
    if (this.#options.autoCompact === false || this.#idle !== undefined || this.#closed !== undefined) return;
    if (this.#changing || !this.#kept.saved || !compactionInfo(this.#kept.content).due) return;
    const abort = new AbortController();
    const ended = new Promise<void>((resolve) => {
      const forget = whenIdle(() => resolve(this.#compactIdly(abort.signal)));
      abort.signal.addEventListener('abort', () => {
        forget();
        resolve();
      });
    });
    this.#idle = { cancel: () => abort.abort(), ended: ended.then(() => this.#forgetIdle()) };
  }

  #forgetIdle(): void {
    this.#idle = undefined;
  }

  /** Gives way to changes that are asked for. */
  async #compactIdly(cancelled: AbortSignal): Promise<void> {
    const signal = this.#signal(cancelled);
    const waiting = AbortSignal.any([signal, AbortSignal.timeout(IDLE_LOCK_MS)]);
    try {
      if (this.#changing || !this.#kept.saved) return;
      const act = () => this.#compact(signal, false);
      for await (const _ of this.#exclusively('compact', signal, act, waiting));
      await this.save();
    } catch (error) {
      if (waiting.aborted) return;
      this.#notify('compaction-failed', `cannot compact index "${this.name}" in idle time`, error);
    }
  }

  async #endIdle(): Promise<void> {
    this.#idle?.cancel();
    await this.#idle?.ended;
  }

  #notify(code: Notice['code'], what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message.replace(/^leann: /, '') : String(error);
    notify(this.#options, { code, message: `leann: ${what}: ${reason}` });
  }

  #cacheInfo(): CacheInfo {
    const counts = this.#kept.content.core?.cache() ?? { bytes: 0, entries: 0, pinned: 0 };
    const { recomputed, cached } = this.#totals;
    const used = recomputed + cached;
    return { ...counts, budget: this.#cache.bytes, hitRate: used === 0 ? 0 : cached / used };
  }

  /** Aborted by the caller's signal, and when the index is closed. */
  #signal(signal: AbortSignal | undefined): AbortSignal {
    // Always a signal of its own: listeners that an embedder leaves on it go with it.
    return AbortSignal.any(signal === undefined ? [this.#closing.signal] : [signal, this.#closing.signal]);
  }

  #requireOpen(action: string): void {
    if (this.#closed !== undefined) throw this.#closedError(action);
  }

  #closedError(action: string): LeannError {
    return new LeannError('closed', `leann: cannot ${action} index "${this.name}": it was closed`);
  }
}

function notify({ onNotice }: OpenOptions, notice: Notice): void {
  if (onNotice === undefined) console.warn(notice.message);
  else onNotice(notice);
}

/** Errors: `invalid-argument`. */
function idsOf(ids: unknown): string[] {
  if (typeof ids === 'string') return [ids];
  const invalid = (reason: string) =>
    new LeannError('invalid-argument', `leann: cannot delete documents: ${reason}`);
  if (typeof ids !== 'object' || ids === null || !(Symbol.iterator in ids)) {
    throw invalid('an id or an iterable of ids is needed');
  }
  const all = [...(ids as Iterable<unknown>)];
  const strings = all.filter((id) => typeof id === 'string');
  if (strings.length < all.length) throw invalid('an id must be a string');
  return strings;
}
