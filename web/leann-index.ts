// LeannIndex: documents in, hits out, and an index that outlasts the tab.

import { bytesWithChecks } from './attachments.js';
import { compactionInfo } from './compact-content.js';
import { Core, NO_BYTES } from './core/core.js';
import type { Embedder } from './embed/embedder.js';
import { LeannError } from './error.js';
import { importIndex } from './import-index.js';
import { type ImportSource, readImport } from './import-source.js';
import { type Documents, IndexWriter } from './index-writer.js';
import { KeptContent } from './kept-content.js';
import { type CacheSettings, cacheSettings, requireName } from './open-settings.js';
import type {
  AddOptions,
  AddProgress,
  CacheInfo,
  ChangeOptions,
  CompactOptions,
  DocumentInfo,
  ImportOptions,
  IndexInfo,
  Notice,
  OpenOptions,
  SearchOptions,
  SearchUpdate,
  StoredIndex,
} from './options.js';
import { SearchClock } from './search-clock.js';
import { runSearch, type SearchTotals } from './search-run.js';
import { searchSettings } from './search-settings.js';
import { deleteIndexedDb, listIndexedDb } from './storage/indexeddb-store.js';
import { openStore } from './storage/open-store.js';
import { persistStorage } from './storage/storage-room.js';
import type { Store } from './storage/store.js';

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
  readonly #embedder: Embedder;
  readonly #store: Store;
  readonly #cache: CacheSettings;
  readonly #kept: KeptContent;
  readonly #writer: IndexWriter;
  readonly #closing = new AbortController();
  readonly #unwatch: () => void;
  readonly #totals: SearchTotals = { recomputed: 0, cached: 0 };
  #closed: Promise<void> | undefined;

  private constructor(
    name: string,
    parts: { core: Core; store: Store; kept: KeptContent; cache: CacheSettings },
    options: OpenOptions,
  ) {
    const { store, kept, cache } = parts;
    const { embedder, autoCompact = true } = options;
    this.name = name;
    this.#embedder = embedder;
    this.#store = store;
    this.#kept = kept;
    this.#cache = cache;
    this.#writer = new IndexWriter({
      name,
      ...parts,
      embedder,
      autoCompact,
      onNotice: (notice) => notify(options, notice),
      closing: this.#closing.signal,
      recomputed: () => this.#totals.recomputed,
    });
    this.#unwatch = store.watch((generation) => {
      if (generation > this.#kept.generation) options.onNewer?.(generation);
    });
  }

  /**
   * Opens a stored index, or begins an empty one of that name.
   *
   * Errors: `embedder-mismatch` for an index that another model made; `corrupt` and `unsupported-version` for one that
   * cannot be read (nothing is deleted, see {@link delete}); `storage-unavailable`, if IndexedDB was asked for;
   * `storage-failed`; `invalid-argument`.
   */
  static async open(name: string, options: OpenOptions): Promise<LeannIndex> {
    requireOpenable(name, options);
    const core = options.core ?? (await Core.load(options.wasm));
    const store = await openStore(name, options.store, (notice) => notify(options, notice));
    try {
      return await LeannIndex.#openIn(name, store, { ...options, core });
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  static async #openIn(
    name: string,
    store: Store,
    options: OpenOptions & { core: Core },
  ): Promise<LeannIndex> {
    const { core } = options;
    const cache = cacheSettings(options);
    const kept = await KeptContent.open({ name, core, store, open: options, cacheBytes: cache.bytes });
    return new LeannIndex(name, { core, store, kept, cache }, options);
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
   * Makes an index of that name from a file that {@link export} made, in place of the one that may be there, and opens
   * it. Everything is checked before anything is changed, every text and every byte of the graph too.
   *
   * Errors: `corrupt`, also where the file's SHA-256 is not the one given; `unsupported-version`; `not-found` where it
   * cannot be fetched; `embedder-mismatch`; `quota-exceeded`; those of {@link open}.
   */
  static async import(name: string, source: ImportSource, options: ImportOptions): Promise<LeannIndex> {
    requireOpenable(name, options);
    const { embedder, signal } = options;
    const bytes = await readImport(source, options);
    const core = options.core ?? (await Core.load(options.wasm));
    const store = await openStore(name, options.store, (notice) => notify(options, notice));
    try {
      await importIndex(bytes, { name, core, store, embedder, signal });
      return await LeannIndex.#openIn(name, store, { ...options, core });
    } catch (error) {
      await store.close();
      throw error;
    }
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
    return this.#writing('add documents to', () =>
      this.#writer.put(documents, this.#signal(options.signal), false),
    );
  }

  /**
   * Adds documents as {@link add} does; those whose id is in the index take the place of that document, as a whole or
   * not at all.
   */
  update(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#writing('update documents of', () =>
      this.#writer.put(documents, this.#signal(options.signal), true),
    );
  }

  /**
   * Deletes documents by id, all or none; how many of them were there. They are not found any more, and leave the index
   * with the next {@link compact}. O(1) for a passage. Errors: `invalid-argument`, `closed`, what {@link refresh} throws.
   */
  async delete(ids: string | Iterable<string>, options: ChangeOptions = {}): Promise<number> {
    this.#requireOpen('delete documents of');
    return this.#writer.delete(idsOf(ids), this.#signal(options.signal));
  }

  /**
   * Sweeps deleted documents out of graph, codes and texts, and links what waits to be. Nothing is embedded, unless
   * `rebuild` asks for that. All or nothing, like {@link add}. Errors: `invalid-argument`, `closed`, what the embedder
   * throws, what {@link refresh} throws.
   */
  compact(options: CompactOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#writing('compact', () =>
      this.#writer.compact(this.#signal(options.signal), options.rebuild ?? false),
    );
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

  /** The ids of all documents, in no certain order. */
  ids(): string[] {
    this.#requireOpen('ask');
    return this.#kept.content.corpus.ids();
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
    return this.#writer.save();
  }

  /**
   * Takes over what another tab has saved since; whether there was something. Searches under way end with the state
   * that they began with. A handle with changes that are not saved is newer by itself.
   *
   * Errors: those of {@link open}; `evicted` where the stored index has vanished.
   */
  async refresh(): Promise<boolean> {
    this.#requireOpen('refresh');
    return this.#writer.writing ? false : this.#kept.takeOver();
  }

  /**
   * The index in one file, with the texts, to be taken in by {@link import}: without deleted documents, without vectors,
   * as it is now whether it is saved or not.
   *
   * Errors: `invalid-argument` where no passage is in it; `corrupt` where a text has changed since it was embedded; those
   * of reading texts.
   */
  async export(options: ChangeOptions = {}): Promise<Blob> {
    this.#requireOpen('export');
    return this.#writer.export(this.#signal(options.signal));
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
        ...(core === undefined ? NO_BYTES : bytesWithChecks(core)),
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
    await this.#writer.close();
    await this.#kept.close();
    await this.#store.close();
  }

  /** Nothing happens before the result is iterated. */
  async *#writing(
    action: string,
    change: () => AsyncGenerator<AddProgress, void>,
  ): AsyncGenerator<AddProgress, void> {
    this.#requireOpen(action);
    yield* change();
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

/** Errors: `invalid-argument`. */
function requireOpenable(name: unknown, options: OpenOptions): void {
  requireName(name);
  if (typeof options?.embedder?.embed === 'function') return;
  throw new LeannError('invalid-argument', `leann: cannot open index "${name}": an embedder is needed`);
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
