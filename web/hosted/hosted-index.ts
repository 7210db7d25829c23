// A published index in this thread: searched and copied, never changed.

import { ASYNC_DISPOSE } from '../base/async-dispose.js';
import { LeannError } from '../base/error.js';
import { Lifetime } from '../base/lifetime.js';
import { cacheSettings } from '../content/cache-settings.js';
import { givenFields, givenPassage } from '../content/document-fields.js';
import type { BuildOptions } from '../core/build-options.js';
import { CoreReader } from '../core/core-reader.js';
import type { IndexBytes } from '../core/records.js';
import type { WasmSource } from '../core/wasm-source.js';
import type { Embedder } from '../embed/embedder.js';
import type { FacetOptions, Facets } from '../filter/facet.js';
import type { AddProgress, ChangeOptions } from '../interface/change-options.js';
import type { DocumentInfo } from '../interface/document.js';
import type { IndexInfo } from '../interface/index-info.js';
import type { IndexMethods } from '../interface/index-methods.js';
import type { MoreOptions, SearchQuery } from '../interface/search-request.js';
import type { Hit, SearchUpdate } from '../interface/search-update.js';
import { askedFor } from '../search/asked-for.js';
import { countFacets, facetSettings } from '../search/count-facets.js';
import { moreLike } from '../search/more-like.js';
import { runSearch } from '../search/run-search.js';
import { SearchClock } from '../search/search-clock.js';
import type { SearchJob, SearchTotals } from '../search/search-job.js';
import { type LocalSearchOptions, searchSettings } from '../search/search-settings.js';
import { splitOptions } from '../storage/split-record.js';
import { type HostedContent, type HostedParts, hostedContent, listOf } from './hosted-content.js';
import { HostedFiles } from './hosted-files.js';
import type { HostedManifest } from './manifest.js';
import { nodeBytes } from './node-files.js';
import { fetchManifest, fetchPublication, type Publication } from './publication.js';

export interface HostedOptions {
  embedder: Embedder;
  /** Where `leann-reader.wasm` is, if not in the folder. */
  wasm?: WasmSource | undefined;
  cacheBytes?: number | undefined;
}

/** See {@link LeannIndex} for what its methods do. */
export class HostedIndex implements IndexMethods {
  readonly #parts: HostedParts;
  readonly #lifetime: Lifetime;
  /** Whether a new publication's list of documents is fetched with it, as that of the first was. */
  readonly #withList: boolean;
  readonly #totals: SearchTotals = { recomputed: 0, cached: 0 };
  #content: HostedContent;
  #refreshing: Promise<boolean> | undefined;

  private constructor(parts: HostedParts, lifetime: Lifetime, content: HostedContent, withList: boolean) {
    this.#parts = parts;
    this.#lifetime = lifetime;
    this.#content = content;
    this.#withList = withList;
  }

  /** Errors: `corrupt`, `unsupported-version`, `embedder-mismatch`, `invalid-argument`; those of {@link CoreReader.load}. */
  static async open(publication: Publication, options: HostedOptions): Promise<HostedIndex> {
    const { embedder, wasm, cacheBytes: budget } = options;
    const { bytes: cacheBytes } = cacheSettings(budget === undefined ? {} : { cacheBytes: budget });
    const files = new HostedFiles(new URL(publication.url), publication.fetched);
    const core = await CoreReader.load(wasm ?? publication.reader);
    const parts = { core, embedder, files, cacheBytes };
    const lifetime = new Lifetime(`index "${publication.manifest.name}"`);
    const content = hostedContent(publication, parts, await listOf(publication), lifetime.signal);
    return new HostedIndex(parts, lifetime, content, publication.list !== undefined);
  }

  get name(): string {
    return this.#content.manifest.name;
  }

  get closed(): boolean {
    return this.#lifetime.closed;
  }

  add(): AsyncGenerator<AddProgress, void> {
    return this.#refused('add documents to');
  }

  update(): AsyncGenerator<AddProgress, void> {
    return this.#refused('update documents of');
  }

  compact(): AsyncGenerator<AddProgress, void> {
    return this.#refused('compact');
  }

  async delete(): Promise<number> {
    throw this.#readOnly('delete documents of');
  }

  async save(): Promise<void> {
    throw this.#readOnly('save');
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
    const job = this.#searching(options.signal, clock);
    const asked = await askedFor(query, job.embedder, options.signal);
    const run = () => runSearch({ settings: searchSettings(asked, options, job.embedder), ...job });
    try {
      yield* run();
    } catch (error) {
      // The folder may have been published again since it was opened; if so, the search starts over.
      if (!(await this.#isReplaced(error))) throw error;
      yield* run();
    }
  }

  async more(id: string, options: MoreOptions = {}): Promise<Hit[]> {
    this.#lifetime.requireOpen('search');
    const find = async () => {
      const placed = (await this.#content.corpus.list()).find(id);
      return await moreLike({ id, placed, options, ...this.#searching(options.signal, new SearchClock()) });
    };
    const asked = this.#content;
    try {
      return await find();
    } catch (error) {
      // It may have been replaced, and freed, while clusters were fetched.
      if (asked === this.#content && !(await this.#isReplaced(error))) throw error;
      return await find();
    }
  }

  async facets<Field extends string>(
    fields: readonly Field[],
    options: FacetOptions = {},
  ): Promise<Facets<Field>> {
    this.#lifetime.requireOpen('count facets of');
    const settings = facetSettings(fields, options);
    const count = async () => {
      const facets = await countFacets(this.#content.corpus, settings);
      options.signal?.throwIfAborted();
      return facets;
    };
    options.signal?.throwIfAborted();
    try {
      return await count();
    } catch (error) {
      if (!(await this.#isReplaced(error))) throw error;
      return await count();
    }
  }

  async has(id: string): Promise<boolean> {
    this.#lifetime.requireOpen('ask');
    return (await this.#content.corpus.list()).find(id) !== undefined;
  }

  async ids(): Promise<string[]> {
    this.#lifetime.requireOpen('ask');
    return (await this.#content.corpus.list()).ids();
  }

  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#lifetime.requireOpen('read');
    const { corpus } = this.#content;
    const found = (await corpus.list()).find(id);
    if (found === undefined) return undefined;
    const { first, document } = found;
    const nodes = Array.from({ length: document.passages }, (_, part) => first + part);
    const passages = (await corpus.readOwned(nodes)).map(givenPassage);
    return { ...givenFields(document), passages };
  }

  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async export(options: ChangeOptions = {}): Promise<Blob> {
    this.#lifetime.requireOpen('export');
    const signal = this.#lifetime.and(options.signal);
    const { corpus, manifest } = this.#content;
    const { exportHosted } = await import('../change/writing.js');
    const { files, embedder } = this.#parts;
    return await exportHosted({ manifest, corpus, files, embedder, signal });
  }

  info(): IndexInfo {
    this.#lifetime.requireOpen('describe');
    const { manifest, bytes, core } = this.#content;
    const { documents, passages, trainedPassages, textBytes, build, split, recall } = manifest;
    const { embedder, files, cacheBytes } = this.#parts;
    const { dimension, fingerprint, device } = embedder;
    const { recomputed, cached } = this.#totals;
    const used = recomputed + cached;
    return {
      name: this.name,
      documents,
      passages,
      trainedPassages,
      dimension,
      embedder: { fingerprint, device },
      bytes: { ...withParts(bytes, manifest), buffered: 0, text: textBytes },
      cache: { ...core.cache(), budget: cacheBytes, hitRate: used === 0 ? 0 : cached / used },
      compaction: { due: false, removed: 0, buffered: 0 },
      build: { ...build } as BuildOptions,
      split: splitOptions(split),
      generation: 0,
      saved: true,
      storage: undefined,
      fetched: files.fetched,
      ...(recall && { recall }),
    };
  }

  close(): Promise<void> {
    return this.#lifetime.close(async () => this.#content.core.free());
  }

  [ASYNC_DISPOSE](): Promise<void> {
    return this.close();
  }

  /** Whether a file is gone because the folder was published again, which is then taken over. */
  async #isReplaced(error: unknown): Promise<boolean> {
    return error instanceof LeannError && error.code === 'not-found' && (await this.refresh());
  }

  #searching(signal: AbortSignal | undefined, clock: SearchClock): Omit<SearchJob, 'settings'> {
    return {
      content: () => this.#content,
      metric: this.#content.core.metric,
      embedder: this.#parts.embedder,
      signal: this.#lifetime.and(signal),
      clock,
      totals: this.#totals,
    };
  }

  async #refresh(): Promise<boolean> {
    this.#lifetime.requireOpen('refresh');
    const { files } = this.#parts;
    const { signal } = this.#lifetime;
    const manifest = await fetchManifest(files, { signal });
    if (manifest.generation === this.#content.manifest.generation) return false;
    const wanted = { signal, withReader: false, withList: this.#withList };
    const publication = await fetchPublication(files, manifest, wanted);
    const documents = await listOf(publication);
    signal.throwIfAborted();
    const before = this.#content;
    this.#content = hostedContent(publication, this.#parts, documents, signal);
    before.core.free();
    return true;
  }

  // biome-ignore lint/correctness/useYield: it is refused when it is iterated, like any other error of a change.
  async *#refused(action: string): AsyncGenerator<AddProgress, void> {
    throw this.#readOnly(action);
  }

  /** Errors: `closed`, which comes first. */
  #readOnly(action: string): LeannError {
    this.#lifetime.requireOpen(action);
    return new LeannError(
      'read-only',
      `leann: cannot ${action} index "${this.name}": it is published at ${this.#parts.files.base} and only read here; ` +
        'import what it exports to have one that can be changed',
    );
  }
}

/** Those of the index, and what stands beside it: postings, and nodes, which count as codes there. */
function withParts(bytes: IndexBytes, manifest: HostedManifest): IndexBytes {
  const postings = manifest.words?.bytes ?? 0;
  const nodes = nodeBytes(manifest);
  const total = bytes.total + postings + nodes;
  return { ...bytes, words: bytes.words + postings, codes: bytes.codes + nodes, total };
}
