// LeannIndex: documents in, hits out, and an index that outlasts the tab.

import { checkSnapshot, openCore } from './check-snapshot.js';
import { Core, NO_BYTES } from './core/core.js';
import { Corpus } from './corpus.js';
import { tokenCounter } from './count-tokens.js';
import type { Embedder } from './embed/embedder.js';
import { LeannError } from './error.js';
import { type LinkedIndex, linkPassages } from './link-passages.js';
import {
  buildRecord,
  type CacheSettings,
  cacheSettings,
  newSettings,
  type Settings,
  storedSettings,
} from './open-settings.js';
import type {
  AddOptions,
  AddProgress,
  CacheInfo,
  Document,
  DocumentInfo,
  IndexInfo,
  OpenOptions,
  SearchOptions,
  SearchUpdate,
} from './options.js';
import { readDocuments } from './read-documents.js';
import { SearchClock } from './search-clock.js';
import { runSearch, type SearchTotals } from './search-run.js';
import { searchSettings } from './search-settings.js';
import { crc32 } from './storage/crc32.js';
import { deleteIndexedDb } from './storage/indexeddb-store.js';
import { STORAGE_FORMAT } from './storage/manifest.js';
import { openStore } from './storage/open-store.js';
import type { Commit, Snapshot, Store } from './storage/store.js';

/**
 * An index of documents, found by meaning. It keeps texts and a compact graph, but no vectors: the few that matter
 * to a search are computed again by the embedder.
 *
 * Changes live in memory until {@link save}; closing without saving drops them.
 */
export class LeannIndex implements AsyncDisposable {
  readonly name: string;
  readonly #core: Core;
  readonly #embedder: Embedder;
  readonly #store: Store;
  readonly #settings: Settings;
  readonly #cache: CacheSettings;
  readonly #corpus: Corpus;
  readonly #closing = new AbortController();
  #linked: LinkedIndex;
  #textBytes: number;
  #generation: number;
  /** Changes made so far, and how many of them the store has. */
  #changes: number;
  #savedChanges = 0;
  readonly #totals: SearchTotals = { recomputed: 0, cached: 0 };
  /** Of {@link #totals}, what had been recomputed by the last save. */
  #savedRecomputes = 0;
  #adding = false;
  #saving: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  private constructor(
    name: string,
    core: Core,
    store: Store,
    options: OpenOptions,
    snapshot: Snapshot | undefined,
  ) {
    this.name = name;
    this.#core = core;
    this.#store = store;
    this.#embedder = options.embedder;
    this.#settings = snapshot === undefined ? newSettings(options, core) : storedSettings(snapshot, options);
    this.#cache = cacheSettings(options);
    this.#corpus = new Corpus(store, snapshot?.documents ?? []);
    this.#textBytes = snapshot?.manifest.textBytes ?? 0;
    this.#generation = snapshot?.manifest.generation ?? 0;
    this.#changes = snapshot === undefined ? 1 : 0;
    const index =
      snapshot === undefined
        ? undefined
        : openCore(name, core, snapshot, options.embedder, this.#cache.bytes);
    this.#linked = { core: index, trainedPassages: snapshot?.manifest.trainedPassages ?? 0 };
  }

  /**
   * Opens a stored index, or begins an empty one of that name.
   *
   * Errors: `embedder-mismatch` for an index that another model made; `corrupt` and `unsupported-version` for one that
   * cannot be read (nothing is deleted, see {@link delete}); `storage-unavailable`; `storage-failed`;
   * `invalid-argument`.
   */
  static async open(name: string, options: OpenOptions): Promise<LeannIndex> {
    requireName(name);
    if (typeof options?.embedder?.embed !== 'function') {
      throw new LeannError('invalid-argument', `leann: cannot open index "${name}": an embedder is needed`);
    }
    const core = options.core ?? (await Core.load(options.wasm));
    const store = await openStore(name, options.store ?? 'indexeddb');
    try {
      const snapshot = await store.load();
      if (snapshot !== undefined) checkSnapshot(name, snapshot, options.embedder);
      return new LeannIndex(name, core, store, options, snapshot);
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
   * Adds documents, telling how far it is. Nothing happens before the result is iterated; what is added counts from
   * when the iteration has ended by itself. An error, an abort, or leaving the loop early leaves the index as it was.
   * Searches meanwhile answer from the state before. One addition at a time.
   *
   * While the index stays under twice the passages that its codebook was trained on, only new passages are embedded;
   * then all are embedded again and the index is built anew. Seen over all additions that is at most twice the work.
   *
   * Errors: `invalid-argument`, `duplicate-id`, `closed`, what the embedder throws, what the documents throw.
   */
  async *add(
    documents: Iterable<Document> | AsyncIterable<Document>,
    options: AddOptions = {},
  ): AsyncGenerator<AddProgress, void> {
    this.#requireOpen('add documents');
    if (this.#adding) {
      throw new LeannError(
        'invalid-argument',
        `leann: cannot add documents to "${this.name}": another addition has not ended yet`,
      );
    }
    this.#adding = true;
    try {
      const signal = this.#signal(options.signal);
      const added = yield* readDocuments({
        documents,
        countTokens: tokenCounter(this.#embedder),
        split: this.#settings.split,
        taken: (id) => this.#corpus.has(id),
        signal,
      });
      if (added.documents.length === 0) return;
      if (added.passages.length > 0) {
        const next = yield* linkPassages({
          core: this.#core,
          embedder: this.#embedder,
          build: this.#settings.build,
          cacheBytes: this.#cache.bytes,
          current: this.#linked,
          corpus: this.#corpus,
          passages: added.passages,
          signal,
        });
        if (signal.aborted) next.core?.free();
        signal.throwIfAborted();
        this.#linked.core?.free();
        this.#linked = next;
      }
      this.#corpus.append(added.documents, added.passages);
      this.#textBytes += added.textBytes;
      this.#changes++;
    } finally {
      this.#adding = false;
    }
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
      index: () => this.#linked.core,
      corpus: this.#corpus,
      embedder: this.#embedder,
      signal: this.#signal(options.signal),
      clock,
      totals: this.#totals,
    });
  }

  /** Whether a document of this id was added. */
  has(id: string): boolean {
    this.#requireOpen('ask');
    return this.#corpus.has(id);
  }

  /** The document of this id with the texts of its passages; undefined where there is none. */
  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#requireOpen('read');
    const found = this.#corpus.find(id);
    if (found === undefined) return undefined;
    const { document, first } = found;
    const passages = await this.#corpus.read(
      Array.from({ length: document.passages }, (_, part) => first + part),
    );
    return { id, ...(document.title === undefined ? {} : { title: document.title }), passages };
  }

  /**
   * Stores the present state, as a whole or not at all; when it resolves, the data outlasts the tab.
   * An addition that has not ended is not part of it. Where vectors are saved with the index, those that searches have
   * added to the cache are reason enough to store it again.
   *
   * Errors: `quota-exceeded`; `storage-failed`, also when another tab saved this index since it was opened here.
   */
  save(): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closedError('save'));
    const saved = this.#saving.then(() => this.#commit());
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  info(): IndexInfo {
    this.#requireOpen('describe');
    const { core, trainedPassages } = this.#linked;
    const bytes = core?.bytes() ?? NO_BYTES;
    return {
      name: this.name,
      documents: this.#corpus.documents,
      passages: this.#corpus.passages,
      trainedPassages,
      dimension: this.#embedder.dimension,
      embedder: { fingerprint: this.#embedder.fingerprint, device: this.#embedder.device },
      bytes: { ...bytes, text: this.#textBytes },
      cache: this.#cacheInfo(),
      build: { ...this.#settings.build },
      split: { ...this.#settings.split },
      generation: this.#generation,
      saved: this.#changes === this.#savedChanges,
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
    this.#closing.abort(this.#closedError('go on'));
    await this.#saving;
    this.#linked.core?.free();
    await this.#store.close();
  }

  async #commit(): Promise<void> {
    const { recomputed } = this.#totals;
    const cacheGrew = this.#cache.saved > 0 && recomputed > this.#savedRecomputes;
    if (this.#changes === this.#savedChanges && !cacheGrew) return;
    const changes = this.#changes;
    const commit = this.#pendingCommit();
    await this.#store.commit(commit);
    this.#generation = commit.manifest.generation;
    this.#corpus.markSaved(commit.documents.length, commit.passages.length);
    this.#savedChanges = changes;
    this.#savedRecomputes = recomputed;
  }

  #cacheInfo(): CacheInfo {
    const counts = this.#linked.core?.cache() ?? { bytes: 0, entries: 0, pinned: 0 };
    const { recomputed, cached } = this.#totals;
    const used = recomputed + cached;
    return { ...counts, budget: this.#cache.bytes, hitRate: used === 0 ? 0 : cached / used };
  }

  #pendingCommit(): Commit {
    const { core, trainedPassages } = this.#linked;
    const index = core?.encode({ cacheBytes: this.#cache.saved }) ?? new Uint8Array(0);
    const { fingerprint, dimension } = this.#embedder;
    const manifest = {
      format: STORAGE_FORMAT,
      generation: this.#generation + 1,
      documents: this.#corpus.documents,
      passages: this.#corpus.passages,
      trainedPassages,
      textBytes: this.#textBytes,
      embedder: { fingerprint, dimension },
      build: buildRecord(this.#settings.build),
      split: this.#settings.split,
      index: { bytes: index.length, crc32: crc32(index) },
    };
    return { manifest, index, ...this.#corpus.unsaved() };
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

function requireName(name: unknown): void {
  if (typeof name === 'string' && name !== '') return;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use index ${String(name)}: its name must be a string`,
  );
}
