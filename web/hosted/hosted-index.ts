// An index that a site publishes as plain files, in this thread: searched and copied, never changed.

import { LeannError } from '../base/error.js';
import { CHECKS, decodeChecks } from '../content/attachments.js';
import { cacheSettings } from '../content/cache-settings.js';
import type { SearchedContent } from '../content/searched-content.js';
import { WaitingPassages } from '../content/waiting-passages.js';
import type { BuildOptions } from '../core/build-options.js';
import type { CoreGraph } from '../core/core-graph.js';
import { CoreReader } from '../core/core-reader.js';
import type { IndexBytes } from '../core/records.js';
import type { WasmSource } from '../core/wasm-source.js';
import type { Embedder } from '../embed/embedder.js';
import type { AddProgress, ChangeOptions } from '../interface/change-options.js';
import type { DocumentInfo } from '../interface/document.js';
import type { IndexInfo } from '../interface/index-info.js';
import type { IndexMethods } from '../interface/index-methods.js';
import type { SearchUpdate } from '../interface/search-update.js';
import { SearchClock } from '../search/search-clock.js';
import { runSearch, type SearchTotals } from '../search/search-run.js';
import { type LocalSearchOptions, searchSettings } from '../search/search-settings.js';
import { decodeDocumentList, type HostedDocuments } from './document-list.js';
import { HostedCorpus } from './hosted-corpus.js';
import { HostedFiles } from './hosted-files.js';
import type { HostedManifest } from './manifest.js';
import { fetchManifest, fetchPublication, type Publication } from './publication.js';

export interface HostedOptions {
  embedder: Embedder;
  /** Where `leann-reader.wasm` is, where it is not that of the folder. */
  wasm?: WasmSource | undefined;
  cacheBytes?: number | undefined;
}

/** One publication of the index. */
interface HostedContent extends SearchedContent {
  corpus: HostedCorpus;
  core: CoreGraph;
  manifest: HostedManifest;
  bytes: IndexBytes;
}

/** See {@link LeannIndex} for what its methods do. */
export class HostedIndex implements IndexMethods {
  readonly #embedder: Embedder;
  readonly #core: CoreReader;
  readonly #cacheBytes: number;
  readonly #files: HostedFiles;
  readonly #closing: AbortController;
  /** Whether a new publication's list of documents is fetched with it, as that of the first was. */
  readonly #withList: boolean;
  readonly #totals: SearchTotals = { recomputed: 0, cached: 0 };
  #content: HostedContent;
  #refreshing: Promise<boolean> | undefined;
  #closed = false;

  private constructor(parts: {
    embedder: Embedder;
    core: CoreReader;
    cacheBytes: number;
    files: HostedFiles;
    closing: AbortController;
    withList: boolean;
    content: HostedContent;
  }) {
    this.#embedder = parts.embedder;
    this.#core = parts.core;
    this.#cacheBytes = parts.cacheBytes;
    this.#files = parts.files;
    this.#closing = parts.closing;
    this.#withList = parts.withList;
    this.#content = parts.content;
  }

  /** Errors: `corrupt`, `unsupported-version`, `embedder-mismatch`, `invalid-argument`; those of {@link CoreReader.load}. */
  static async open(publication: Publication, options: HostedOptions): Promise<HostedIndex> {
    const { embedder, wasm, cacheBytes } = options;
    const { bytes: budget } = cacheSettings(
      cacheBytes === undefined ? { embedder } : { embedder, cacheBytes },
    );
    const files = new HostedFiles(new URL(publication.url), publication.fetched);
    const closing = new AbortController();
    const core = await CoreReader.load(wasm ?? publication.reader);
    const documents = await listOf(publication);
    const content = opened(publication, {
      core,
      embedder,
      files,
      cacheBytes: budget,
      signal: closing.signal,
      documents,
    });
    const withList = publication.list !== undefined;
    return new HostedIndex({ embedder, core, cacheBytes: budget, files, closing, withList, content });
  }

  get name(): string {
    return this.#content.manifest.name;
  }

  get closed(): boolean {
    return this.#closed;
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

  search(query: string, options: LocalSearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, new SearchClock());
  }

  async *#search(
    query: string,
    options: LocalSearchOptions,
    clock: SearchClock,
  ): AsyncGenerator<SearchUpdate, void> {
    this.#requireOpen('search');
    const signal = this.#signal(options.signal);
    const run = () =>
      runSearch({
        query,
        settings: searchSettings(query, options, this.#embedder),
        content: () => this.#content,
        metric: this.#content.core.metric,
        embedder: this.#embedder,
        signal,
        clock,
        totals: this.#totals,
      });
    try {
      yield* run();
    } catch (error) {
      // The folder may have been published anew since it was opened; its answer is then begun again.
      if (!(error instanceof LeannError) || error.code !== 'not-found' || !(await this.refresh()))
        throw error;
      yield* run();
    }
  }

  async has(id: string): Promise<boolean> {
    this.#requireOpen('ask');
    return (await this.#content.corpus.list()).find(id) !== undefined;
  }

  async ids(): Promise<string[]> {
    this.#requireOpen('ask');
    return (await this.#content.corpus.list()).ids();
  }

  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#requireOpen('read');
    const { corpus } = this.#content;
    const found = (await corpus.list()).find(id);
    if (found === undefined) return undefined;
    const { document, first } = found;
    const nodes = Array.from({ length: document.passages }, (_, part) => first + part);
    const passages = (await corpus.readOwned(nodes)).map(({ text, start, end }) => ({ text, start, end }));
    return { id, ...(document.title === undefined ? {} : { title: document.title }), passages };
  }

  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async export(options: ChangeOptions = {}): Promise<Blob> {
    this.#requireOpen('export');
    const signal = this.#signal(options.signal);
    const { corpus, manifest } = this.#content;
    const { exportHosted } = await import('../change/writing.js');
    return await exportHosted({ manifest, corpus, files: this.#files, embedder: this.#embedder, signal });
  }

  info(): IndexInfo {
    this.#requireOpen('describe');
    const { manifest, bytes, core } = this.#content;
    const { documents, passages, trainedPassages, textBytes, build, split } = manifest;
    const { dimension, fingerprint, device } = this.#embedder;
    const { recomputed, cached } = this.#totals;
    const used = recomputed + cached;
    return {
      name: this.name,
      documents,
      passages,
      trainedPassages,
      dimension,
      embedder: { fingerprint, device },
      bytes: { ...bytes, buffered: 0, text: textBytes },
      cache: { ...core.cache(), budget: this.#cacheBytes, hitRate: used === 0 ? 0 : cached / used },
      compaction: { due: false, removed: 0, buffered: 0 },
      build: { ...build } as BuildOptions,
      split: { ...split },
      generation: 0,
      saved: true,
      storage: undefined,
      fetched: this.#files.fetched,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closing.abort(this.#closedError('go on'));
    this.#closed = true;
    this.#content.core.free();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #refresh(): Promise<boolean> {
    this.#requireOpen('refresh');
    const { signal } = this.#closing;
    const manifest = await fetchManifest(this.#files, { signal });
    if (manifest.generation === this.#content.manifest.generation) return false;
    const wanted = { signal, withReader: false, withList: this.#withList };
    const publication = await fetchPublication(this.#files, manifest, wanted);
    const documents = await listOf(publication);
    signal.throwIfAborted();
    const before = this.#content;
    this.#content = opened(publication, {
      core: this.#core,
      embedder: this.#embedder,
      files: this.#files,
      cacheBytes: this.#cacheBytes,
      signal,
      documents,
    });
    before.core.free();
    return true;
  }

  // biome-ignore lint/correctness/useYield: it is refused when it is iterated, as any other error of a change.
  async *#refused(action: string): AsyncGenerator<AddProgress, void> {
    throw this.#readOnly(action);
  }

  #readOnly(action: string): LeannError {
    if (this.#closed) return this.#closedError(action);
    return new LeannError(
      'read-only',
      `leann: cannot ${action} index "${this.name}": it is published at ${this.#files.base} and only read here; ` +
        'import what it exports to have one that can be changed',
    );
  }

  /** Aborted by the caller's signal, and when the index is closed. */
  #signal(signal: AbortSignal | undefined): AbortSignal {
    return AbortSignal.any(signal === undefined ? [this.#closing.signal] : [signal, this.#closing.signal]);
  }

  #requireOpen(action: string): void {
    if (this.#closed) throw this.#closedError(action);
  }

  #closedError(action: string): LeannError {
    return new LeannError('closed', `leann: cannot ${action} index "${this.name}": it was closed`);
  }
}

/** Its list of documents; undefined where that was not fetched. One that is damaged is left to who asks for it. */
async function listOf({ list, manifest }: Publication): Promise<HostedDocuments | undefined> {
  return list && (await decodeDocumentList(list, manifest).catch(() => undefined));
}

interface OpeningJob {
  core: CoreReader;
  embedder: Embedder;
  files: HostedFiles;
  cacheBytes: number;
  signal: AbortSignal;
  documents: HostedDocuments | undefined;
}

/** The content of a publication, whose parts must agree. Errors: `corrupt`, `embedder-mismatch`, those of the core. */
function opened({ manifest, index }: Publication, job: OpeningJob): HostedContent {
  const { core, embedder, files, cacheBytes, signal, documents } = job;
  const { name, passages } = manifest;
  const { fingerprint, dimension } = manifest.embedder;
  if (fingerprint !== embedder.fingerprint) {
    throw new LeannError(
      'embedder-mismatch',
      `leann: cannot open index "${name}": it was built with the embedder "${fingerprint}", ` +
        `this one is "${embedder.fingerprint}"`,
    );
  }
  const file = core.read(index, CHECKS);
  const checks = decodeChecks(file.attachment, passages);
  const graph = core.open(index, cacheBytes);
  const agrees =
    graph.size === passages &&
    graph.dimension === dimension &&
    dimension === embedder.dimension &&
    graph.removed === 0 &&
    file.fingerprint === fingerprint;
  if (!agrees) {
    graph.free();
    throw new LeannError(
      'corrupt',
      `leann: cannot open index "${name}": its graph does not match its manifest`,
    );
  }
  const corpus = new HostedCorpus(files, manifest, checks, signal, documents);
  return { corpus, core: graph, waiting: new WaitingPassages(), manifest, bytes: file.sizes };
}
