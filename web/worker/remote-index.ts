// An index that is in a worker, as the page sees it.

import { LeannError } from '../base/error.js';
import { mapInSlices } from '../base/next-task.js';
import { absoluteUrl } from '../base/platform.js';
import { checkIterable } from '../change/check-documents.js';
import { documentIds } from '../change/document-ids.js';
import type { Embedder } from '../embed/embedder.js';
import { bodyOf, type ImportSource } from '../file/import-source.js';
import type { Publication } from '../hosted/publication.js';
import type { AddOptions, AddProgress, ChangeOptions, CompactOptions } from '../interface/change-options.js';
import type { DocumentInfo, Documents } from '../interface/document.js';
import type { IndexInfo } from '../interface/index-info.js';
import type { IndexMethods } from '../interface/index-methods.js';
import { notify } from '../interface/notice.js';
import type { ImportOptions, OpenOptions } from '../interface/open-options.js';
import type { DocumentFilter, SearchOptions } from '../interface/search-request.js';
import type { SearchUpdate } from '../interface/search-update.js';
import type { Store } from '../storage/store.js';
import { documentSource } from './document-source.js';
import type { Endpoint, Remote } from './endpoint.js';
import type {
  EmbedderService,
  FilterService,
  IndexService,
  IndexWatch,
  OpenSettings,
  Reference,
  WireOpenOptions,
  WireSearchOptions,
  WireSource,
} from './protocol.js';
import type { RemoteModel } from './remote-model.js';
import { remoteModels } from './remote-models.js';
import { storeService } from './store-service.js';
import type { Connection, WorkerHost, WorkerUser } from './worker-host.js';

/** Where an index comes from: what it is kept in (a store of the page, or one that the worker opens), or a site. */
type Place = { kept: Store | 'indexeddb' | 'default' } | { fetchAgain: () => Promise<Publication> };

/** The index in one life of the worker. */
interface LiveIndex {
  connection: Connection;
  remote: Promise<Remote<IndexService>>;
}

export class RemoteIndex implements IndexMethods, WorkerUser {
  readonly name: string;
  readonly #host: WorkerHost;
  readonly #embedder: Embedder;
  /** Of an embedder in that worker. */
  readonly #model: RemoteModel | undefined;
  readonly #place: Place;
  readonly #callbacks: Pick<OpenOptions, 'onNewer' | 'onNotice'>;
  readonly #settings: OpenSettings;
  /** As told last; known before `open` hands the index out. */
  #info!: IndexInfo;
  #live: LiveIndex | undefined;
  /** What the present worker may use of this thread. */
  #offered: Reference<unknown>[] = [];
  /** Saves that were asked for. */
  #saving: Promise<unknown> = Promise.resolve();
  /** Takes back what the present worker has of a store of the page. */
  #letGo: () => Promise<void> = async () => undefined;
  #closed: Promise<void> | undefined;

  private constructor(host: WorkerHost, name: string, options: OpenOptions, place: Place) {
    const { embedder, store: _, core: __, worker: ___, onNewer, onNotice, wasm, ...settings } = options;
    this.name = name;
    this.#host = host;
    this.#embedder = embedder;
    this.#model = remoteModels.get(embedder);
    this.#place = place;
    this.#callbacks = { ...(onNewer && { onNewer }), ...(onNotice && { onNotice }) };
    this.#settings = {
      ...settings,
      ...(wasm !== undefined && {
        wasm: typeof wasm === 'string' || wasm instanceof URL ? absoluteUrl(wasm) : wasm,
      }),
    };
  }

  /** Opens it in the host's worker. Errors: as of {@link LeannIndex.open}. */
  static async open(host: WorkerHost, name: string, options: OpenOptions): Promise<RemoteIndex> {
    const place = await placeOf(name, options);
    return await RemoteIndex.#begin(new RemoteIndex(host, name, options, place), (index, connection) =>
      index.#open(connection),
    );
  }

  /**
   * Opens a published index in the host's worker; `fetchAgain` is for the case that the worker has to be replaced.
   * Errors: as of {@link LeannIndex.fromUrl}.
   */
  static fromUrl(
    host: WorkerHost,
    publication: Publication,
    fetchAgain: () => Promise<Publication>,
    options: OpenOptions,
  ): Promise<RemoteIndex> {
    const { name } = publication.manifest;
    return RemoteIndex.#begin(new RemoteIndex(host, name, options, { fetchAgain }), (index, connection) =>
      index.#openHosted(connection, publication),
    );
  }

  /** Makes it from a file in the host's worker. Errors: as of {@link LeannIndex.import}. */
  static async import(
    host: WorkerHost,
    name: string,
    source: ImportSource,
    { sha256, signal, ...options }: ImportOptions,
  ): Promise<RemoteIndex> {
    signal?.throwIfAborted();
    const file = { source: await wireSource(source), sha256 };
    const place = await placeOf(name, options);
    return await RemoteIndex.#begin(new RemoteIndex(host, name, options, place), (index, connection) =>
      index.#open(connection, file, signal),
    );
  }

  static async #begin(
    index: RemoteIndex,
    open: (index: RemoteIndex, connection: Connection) => Promise<Remote<IndexService>>,
  ): Promise<RemoteIndex> {
    const host = index.#host;
    host.forgive();
    host.retain(index);
    try {
      await index.#remote((connection) => open(index, connection));
      return index;
    } catch (error) {
      host.release(index);
      throw error;
    }
  }

  add(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#put('add', 'add documents to', documents, options);
  }

  update(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#put('update', 'update documents of', documents, options);
  }

  async *compact({ signal, rebuild }: CompactOptions = {}): AsyncGenerator<AddProgress, void> {
    this.#requireOpen('compact');
    yield* (await this.#remote()).stream('compact', { rebuild }, { signal });
  }

  async delete(ids: string | Iterable<string>, { signal }: ChangeOptions = {}): Promise<number> {
    this.#requireOpen('delete documents of');
    return await (await this.#remote()).call('delete', documentIds(ids), { signal });
  }

  search(query: string, options: SearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, performance.now());
  }

  async has(id: string): Promise<boolean> {
    this.#requireOpen('ask');
    return await (await this.#remote()).call('has', id);
  }

  async ids(): Promise<string[]> {
    this.#requireOpen('ask');
    return await (await this.#remote()).call('ids', undefined);
  }

  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#requireOpen('read');
    return await (await this.#remote()).call('get', id);
  }

  async save(): Promise<void> {
    this.#requireOpen('save');
    const saved = this.#remote().then((remote) => remote.call('save', undefined));
    this.#saving = Promise.allSettled([this.#saving, saved]);
    await saved;
  }

  async refresh(): Promise<boolean> {
    this.#requireOpen('refresh');
    return await (await this.#remote()).call('refresh', undefined);
  }

  async export({ signal }: ChangeOptions = {}): Promise<Blob> {
    this.#requireOpen('export');
    return await (await this.#remote()).call('export', undefined, { signal });
  }

  info(): IndexInfo {
    this.#requireOpen('describe');
    return structuredClone(this.#info);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  crashed(error: LeannError): void {
    this.#live = undefined;
    // Where the worker was asked for something, that is rejected too; this is for what was not saved.
    void this.#letGo();
    const message = `${error.message}; index "${this.name}" is opened again as it was saved last`;
    notify(this.#callbacks, { code: 'worker-crashed', message });
  }

  async *#put(
    method: 'add' | 'update',
    action: string,
    documents: Documents,
    { signal }: AddOptions,
  ): AsyncGenerator<AddProgress, void> {
    this.#requireOpen(action);
    checkIterable(documents);
    const remote = await this.#remote();
    const { source, count } = documentSource(documents);
    const reference = remote.endpoint.offer(source);
    try {
      yield* remote.stream(method, { documents: reference, count }, { signal });
    } finally {
      remote.endpoint.withdraw(reference);
    }
  }

  async *#search(query: string, options: SearchOptions, called: number): AsyncGenerator<SearchUpdate, void> {
    this.#requireOpen('search');
    const { signal, filter, ...others } = options;
    const remote = await this.#remote();
    const { service, ...wired } = wireFilter(remote.endpoint, filter);
    const wire: WireSearchOptions = { ...others, ...wired };
    // What passed since the call counts.
    if (typeof wire.budgetMs === 'number' && wire.budgetMs > 0) {
      wire.budgetMs = Math.max(0, wire.budgetMs - (performance.now() - called));
    }
    try {
      yield* remote.stream('search', { query, options: wire }, { signal });
    } finally {
      if (service !== undefined) remote.endpoint.withdraw(service);
    }
  }

  /** The index in the present worker, where it is opened anew, as it was saved last, if it is not there yet. */
  async #remote(
    open: (connection: Connection) => Promise<Remote<IndexService>> = (connection) =>
      this.#openAgain(connection),
  ): Promise<Remote<IndexService>> {
    const connection = (await this.#model?.live())?.connection ?? this.#host.connect();
    if (this.#live?.connection === connection) return await this.#live.remote;
    const live = { connection, remote: open(connection) };
    this.#live = live;
    // The next call tries again.
    live.remote.catch(() => {
      if (this.#live === live) this.#live = undefined;
    });
    return await live.remote;
  }

  async #openAgain(connection: Connection): Promise<Remote<IndexService>> {
    if ('kept' in this.#place) return await this.#open(connection);
    return await this.#openHosted(connection, await this.#place.fetchAgain());
  }

  async #open(
    { endpoint, root }: Connection,
    file?: WireOpenOptions['file'],
    signal?: AbortSignal,
  ): Promise<Remote<IndexService>> {
    const parts = await this.#offerParts(endpoint);
    const options = { ...parts, name: this.name, store: this.#offerStore(endpoint), file };
    return endpoint.remote(await root.call('openIndex', options, { signal }));
  }

  async #openHosted({ endpoint, root }: Connection, publication: Publication): Promise<Remote<IndexService>> {
    const parts = await this.#offerParts(endpoint);
    return endpoint.remote(await root.call('openHosted', { ...parts, publication }));
  }

  /** What the worker needs of this thread for any index. */
  async #offerParts(endpoint: Endpoint): Promise<Pick<WireOpenOptions, 'settings' | 'embedder' | 'watch'>> {
    this.#offered = [];
    const watch = this.#offer<IndexWatch>(endpoint, {
      info: (info) => {
        this.#info = info;
      },
      newer: (generation) => this.#callbacks.onNewer?.(generation),
      notice: (notice) => notify(this.#callbacks, notice),
    });
    const embedder = (await this.#model?.live())?.reference ?? this.#offerEmbedder(endpoint);
    return { settings: this.#settings, embedder, watch };
  }

  #offer<Service extends object>(endpoint: Endpoint, service: Service): Reference<Service> {
    const reference = endpoint.offer(service);
    this.#offered.push(reference);
    return reference;
  }

  #offerStore(endpoint: Endpoint): WireOpenOptions['store'] {
    const store = 'kept' in this.#place ? this.#place.kept : 'default';
    if (typeof store === 'string') return store;
    const { service, letGo } = storeService(endpoint, store);
    this.#letGo = letGo;
    return { page: this.#offer(endpoint, service), journal: store.journal !== undefined };
  }

  #offerEmbedder(endpoint: Endpoint): WireOpenOptions['embedder'] {
    const embedder = this.#embedder;
    const { dimension, fingerprint, device, batchSize, maxTokens } = embedder;
    const page = this.#offer<EmbedderService>(endpoint, {
      embed: ({ texts, kind }, signal) => embedder.embed(texts, { kind, signal }),
    });
    return { page, facts: { dimension, fingerprint, device, batchSize, maxTokens } };
  }

  async #close(): Promise<void> {
    try {
      await this.#saving;
      const remote = await this.#live?.remote;
      await remote?.call('close', undefined);
      for (const reference of this.#offered) remote?.endpoint.withdraw(reference);
    } catch {
      // With its worker, the index is closed.
    } finally {
      this.#host.release(this);
      await this.#letGo();
      if ('kept' in this.#place && typeof this.#place.kept === 'object') await this.#place.kept.close();
    }
  }

  #requireOpen(action: string): void {
    if (this.#closed === undefined) return;
    throw new LeannError('closed', `leann: cannot ${action} index "${this.name}": it was closed`);
  }
}

/** A filter as it is sent; `service` where it stays here and is asked. */
function wireFilter(
  endpoint: Endpoint,
  filter: DocumentFilter | undefined,
): Pick<WireSearchOptions, 'filter'> & { service?: Reference<FilterService> } {
  if (filter === undefined) return {};
  if (typeof filter === 'function') {
    const service = endpoint.offer<FilterService>({
      // What is no answer may be something that cannot be copied.
      ask: (documents) =>
        mapInSlices(documents, (document) => {
          const accepted: unknown = filter(document);
          return typeof accepted === 'boolean' ? accepted : null;
        }),
    });
    return { filter: service, service };
  }
  const iterable = typeof filter === 'object' && filter !== null && Symbol.iterator in filter;
  return { filter: iterable ? [...filter] : filter };
}

/** What an answer holds is read here; the worker fetches URLs. Errors: as of `bodyOf`. */
async function wireSource(source: ImportSource): Promise<WireSource> {
  if (source instanceof Response) return await bodyOf(source, source.url);
  return typeof source === 'string' || source instanceof URL ? absoluteUrl(source) : source;
}

/** Where the index is kept; what is kept in memory is kept here, and outlasts the worker. */
async function placeOf(name: string, options: OpenOptions): Promise<Place> {
  const { store = 'default' } = options;
  if (store === 'default' || store === 'indexeddb') return { kept: store };
  const { openStore } = await import('../change/writing.js');
  return { kept: await openStore(name, store, (notice) => notify(options, notice)) };
}
