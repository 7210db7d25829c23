// An index in this thread.

import { ASYNC_DISPOSE } from '../base/async-dispose.js';
import { Lifetime } from '../base/lifetime.js';
import { type CacheSettings, cacheSettings } from '../content/cache-settings.js';
import { givenFields, givenPassage } from '../content/document-fields.js';
import { requireTableChoice } from '../content/open-settings.js';
import { bytesAsSaved } from '../content/saved-file.js';
import { Core } from '../core/core.js';
import { NO_BYTES } from '../core/records.js';
import type { Embedder } from '../embed/embedder.js';
import { importIndex } from '../file/import-index.js';
import { type ImportSource, readImport } from '../file/import-source.js';
import type { FacetOptions, Facets } from '../filter/facet.js';
import type { AddOptions, AddProgress, ChangeOptions, CompactOptions } from '../interface/change-options.js';
import type { DocumentInfo, Documents } from '../interface/document.js';
import type { CacheInfo, IndexInfo } from '../interface/index-info.js';
import type { IndexMethods } from '../interface/index-methods.js';
import { notify } from '../interface/notice.js';
import type { ImportOptions, OpenOptions } from '../interface/open-options.js';
import type { MoreOptions, SearchQuery } from '../interface/search-request.js';
import type { Hit, SearchUpdate } from '../interface/search-update.js';
import { KeptContent } from '../keep/kept-content.js';
import { askedFor } from '../search/asked-for.js';
import { countFacets, facetSettings } from '../search/count-facets.js';
import { moreLike } from '../search/more-like.js';
import { SearchClock } from '../search/search-clock.js';
import type { SearchJob, SearchTotals } from '../search/search-job.js';
import { type LocalSearchOptions, searchSettings } from '../search/search-settings.js';
import { searchTableFirst } from '../search/table-first.js';
import { openStore } from '../storage/open-store.js';
import type { Store } from '../storage/store.js';
import { compactionInfo } from './compact-content.js';
import { documentIds } from './document-ids.js';
import { IndexWriter } from './index-writer.js';

/** Options that only the package itself uses. */
export interface LocalOptions extends OpenOptions {
  /** Called when the index was changed in idle time. */
  onIdleChange?: () => void;
}

/** See {@link LeannIndex} for what its methods do. */
export class LocalIndex implements IndexMethods {
  readonly name: string;
  readonly #embedder: Embedder;
  readonly #store: Store;
  readonly #cache: CacheSettings;
  readonly #kept: KeptContent;
  readonly #writer: IndexWriter;
  readonly #lifetime: Lifetime;
  readonly #unwatch: () => void;
  readonly #totals: SearchTotals = { recomputed: 0, cached: 0 };

  private constructor(
    name: string,
    parts: { core: Core; store: Store; kept: KeptContent; cache: CacheSettings },
    options: LocalOptions,
  ) {
    const { store, kept, cache } = parts;
    const { embedder, autoCompact = true, table } = options;
    this.name = name;
    this.#lifetime = new Lifetime(`index "${name}"`);
    this.#embedder = embedder;
    this.#store = store;
    this.#kept = kept;
    this.#cache = cache;
    this.#writer = new IndexWriter({
      name,
      ...parts,
      embedder,
      autoCompact,
      table,
      onNotice: (notice) => notify(options, notice),
      onIdleChange: () => options.onIdleChange?.(),
      closing: this.#lifetime.signal,
      recomputed: () => this.#totals.recomputed,
    });
    this.#unwatch = store.watch((generation) => {
      if (generation > this.#kept.generation) options.onNewer?.(generation);
    });
  }

  /** Errors: as of {@link LeannIndex.open}; name and embedder are not checked. */
  static async open(name: string, options: LocalOptions): Promise<LocalIndex> {
    const core = options.core ?? (await Core.load(options.wasm));
    const store = await openStore(name, options.store, (notice) => notify(options, notice));
    try {
      return await LocalIndex.#openIn(name, store, { ...options, core });
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Errors: as of {@link LeannIndex.import}; name and embedder are not checked. */
  static async import(
    name: string,
    source: ImportSource,
    options: ImportOptions & LocalOptions,
  ): Promise<LocalIndex> {
    const { embedder, signal } = options;
    const bytes = await readImport(source, options);
    const core = options.core ?? (await Core.load(options.wasm));
    const store = await openStore(name, options.store, (notice) => notify(options, notice));
    try {
      await importIndex(bytes, { name, core, store, embedder, signal });
      return await LocalIndex.#openIn(name, store, { ...options, core });
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  static async #openIn(
    name: string,
    store: Store,
    options: LocalOptions & { core: Core },
  ): Promise<LocalIndex> {
    const { core } = options;
    requireTableChoice(options);
    const cache = cacheSettings(options);
    const kept = await KeptContent.open({ name, core, store, open: options, cacheBytes: cache.bytes });
    return new LocalIndex(name, { core, store, kept, cache }, options);
  }

  add(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#writing('add documents to', () =>
      this.#writer.put(documents, this.#lifetime.and(options.signal), false),
    );
  }

  update(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#writing('update documents of', () =>
      this.#writer.put(documents, this.#lifetime.and(options.signal), true),
    );
  }

  async delete(ids: string | Iterable<string>, options: ChangeOptions = {}): Promise<number> {
    this.#lifetime.requireOpen('delete documents of');
    return this.#writer.delete(documentIds(ids), this.#lifetime.and(options.signal));
  }

  compact(options: CompactOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#writing('compact', () =>
      this.#writer.compact(this.#lifetime.and(options.signal), options.rebuild),
    );
  }

  search(query: SearchQuery, options: LocalSearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, new SearchClock());
  }

  async *#search(
    query: SearchQuery,
    options: LocalSearchOptions,
    clock: SearchClock,
  ): AsyncGenerator<SearchUpdate, void> {
    this.#lifetime.requireOpen('search');
    const asked = await askedFor(query, this.#embedder, options.signal);
    const settings = searchSettings(asked, options, this.#embedder);
    yield* searchTableFirst({ settings, ...this.#searching(options.signal, clock) });
  }

  async more(id: string, options: MoreOptions = {}): Promise<Hit[]> {
    this.#lifetime.requireOpen('search');
    const placed = this.#writer.searched.corpus.find(id);
    return await moreLike({ id, placed, options, ...this.#searching(options.signal, new SearchClock()) });
  }

  async facets<Field extends string>(
    fields: readonly Field[],
    options: FacetOptions = {},
  ): Promise<Facets<Field>> {
    this.#lifetime.requireOpen('count facets of');
    const settings = facetSettings(fields, options);
    options.signal?.throwIfAborted();
    return await countFacets(this.#writer.searched.corpus, settings);
  }

  async has(id: string): Promise<boolean> {
    this.#lifetime.requireOpen('ask');
    return this.#kept.content.corpus.has(id);
  }

  async ids(): Promise<string[]> {
    this.#lifetime.requireOpen('ask');
    return this.#kept.content.corpus.ids();
  }

  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#lifetime.requireOpen('read');
    const { corpus } = this.#writer.searched;
    const found = corpus.find(id);
    if (found === undefined) return undefined;
    const { first, document } = found;
    const nodes = Array.from({ length: document.passages }, (_, part) => first + part);
    const passages = await corpus.readOwned(nodes);
    return { ...givenFields(document), passages: passages.map(givenPassage) };
  }

  async save(): Promise<void> {
    this.#lifetime.requireOpen('save');
    await this.#writer.save();
  }

  async refresh(): Promise<boolean> {
    this.#lifetime.requireOpen('refresh');
    return this.#writer.writing ? false : this.#kept.takeOver();
  }

  async export(options: ChangeOptions = {}): Promise<Blob> {
    this.#lifetime.requireOpen('export');
    return this.#writer.export(this.#lifetime.and(options.signal));
  }

  get closed(): boolean {
    return this.#lifetime.closed;
  }

  info(): IndexInfo {
    this.#lifetime.requireOpen('describe');
    const { content, settings, generation, saved, room } = this.#kept;
    const { corpus, core, trainedPassages, buffered, table } = content;
    const { dimension, fingerprint, device } = this.#embedder;
    return {
      name: this.name,
      documents: corpus.documents,
      passages: corpus.passages,
      trainedPassages,
      dimension,
      embedder: { fingerprint, device },
      bytes: {
        ...(core === undefined ? NO_BYTES : bytesAsSaved({ core, table }, this.#embedder)),
        buffered: buffered.size * dimension * 2,
        text: corpus.textBytes,
      },
      ...(table && { table: { terms: table.terms, bytes: table.rows.length } }),
      cache: this.#cacheInfo(),
      compaction: compactionInfo(content),
      build: { ...settings.build },
      split: { ...settings.split },
      generation,
      saved,
      storage: room,
    };
  }

  close(): Promise<void> {
    return this.#lifetime.close(async () => {
      this.#unwatch();
      await this.#writer.close();
      await this.#kept.close();
      await this.#store.close();
    });
  }

  [ASYNC_DISPOSE](): Promise<void> {
    return this.close();
  }

  /** Nothing happens before the result is iterated. */
  async *#writing(
    action: string,
    change: () => AsyncGenerator<AddProgress, void>,
  ): AsyncGenerator<AddProgress, void> {
    this.#lifetime.requireOpen(action);
    yield* change();
  }

  #searching(signal: AbortSignal | undefined, clock: SearchClock): Omit<SearchJob, 'settings'> {
    return {
      content: () => this.#writer.searched,
      metric: this.#kept.settings.build.metric ?? 'ip',
      embedder: this.#embedder,
      signal: this.#lifetime.and(signal),
      clock,
      totals: this.#totals,
    };
  }

  #cacheInfo(): CacheInfo {
    const counts = this.#kept.content.core?.cache() ?? { bytes: 0, entries: 0, pinned: 0 };
    const { recomputed, cached } = this.#totals;
    const used = recomputed + cached;
    return { ...counts, budget: this.#cache.bytes, hitRate: used === 0 ? 0 : cached / used };
  }
}
