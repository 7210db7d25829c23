// An index that is in a worker, as the page sees it.

import type { Embedder } from '../embed/embedder.js';
import { absoluteUrl } from '../embed/platform.js';
import { LeannError } from '../error.js';
import type { IndexMethods } from '../leann-index.js';
import { mapInSlices } from '../next-task.js';
import type {
  AddOptions,
  AddProgress,
  Document,
  DocumentFilter,
  DocumentInfo,
  IndexInfo,
  OpenOptions,
  SearchOptions,
  SearchUpdate,
} from '../options.js';
import { checkIterable } from '../read-documents.js';
import { openStore } from '../storage/open-store.js';
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
  StoreService,
  WireOpenOptions,
  WireSearchOptions,
} from './protocol.js';
import { type RemoteModel, remoteModels } from './remote-model.js';
import type { Connection, WorkerHost, WorkerUser } from './worker-host.js';

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
  /** Undefined for a store that the worker opens. */
  readonly #store: Store | undefined;
  readonly #settings: OpenSettings;
  /** As told last; known before `open` hands the index out. */
  #info!: IndexInfo;
  #live: LiveIndex | undefined;
  #closed: Promise<void> | undefined;

  private constructor(host: WorkerHost, name: string, options: OpenOptions, store: Store | undefined) {
    const { embedder, store: _, core: __, worker: ___, wasm, ...settings } = options;
    this.name = name;
    this.#host = host;
    this.#embedder = embedder;
    this.#model = remoteModels.get(embedder);
    this.#store = store;
    this.#settings = {
      ...settings,
      ...(wasm !== undefined && {
        wasm: typeof wasm === 'string' || wasm instanceof URL ? absoluteUrl(wasm) : wasm,
      }),
    };
  }

  /** Opens it in the host's worker. Errors: as of {@link LeannIndex.open}. */
  static async open(host: WorkerHost, name: string, options: OpenOptions): Promise<RemoteIndex> {
    const { store = 'indexeddb' } = options;
    // What is kept in memory is kept here, and outlasts the worker.
    const local = store === 'indexeddb' ? undefined : await openStore(name, store);
    const index = new RemoteIndex(host, name, options, local);
    host.forgive();
    host.retain(index);
    try {
      await index.#remote();
      return index;
    } catch (error) {
      host.release(index);
      throw error;
    }
  }

  async *add(
    documents: Iterable<Document> | AsyncIterable<Document>,
    { signal }: AddOptions = {},
  ): AsyncGenerator<AddProgress, void> {
    this.#requireOpen('add documents');
    checkIterable(documents);
    const remote = await this.#remote();
    const { source, count } = documentSource(documents);
    const reference = remote.endpoint.offer(source);
    try {
      yield* remote.stream('add', { documents: reference, count }, { signal });
    } finally {
      remote.endpoint.withdraw(reference);
    }
  }

  search(query: string, options: SearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, performance.now());
  }

  async has(id: string): Promise<boolean> {
    this.#requireOpen('ask');
    return await (await this.#remote()).call('has', id);
  }

  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#requireOpen('read');
    return await (await this.#remote()).call('get', id);
  }

  async save(): Promise<void> {
    this.#requireOpen('save');
    await (await this.#remote()).call('save', undefined);
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

  crashed(): void {
    this.#live = undefined;
  }

  async *#search(query: string, options: SearchOptions, called: number): AsyncGenerator<SearchUpdate, void> {
    this.#requireOpen('search');
    const { signal, filter, ...others } = options;
    const remote = await this.#remote();
    const { service, ...wired } = wireFilter(remote.endpoint, filter);
    const wire: WireSearchOptions = { ...others, ...wired };
    // What passed since the call counts.
    if (wire.budgetMs !== undefined && wire.budgetMs > 0) {
      wire.budgetMs = Math.max(0, wire.budgetMs - (performance.now() - called));
    }
    try {
      yield* remote.stream('search', { query, options: wire }, { signal });
    } finally {
      if (service !== undefined) remote.endpoint.withdraw(service);
    }
  }

  /** The index in the present worker, where it is opened anew, as it was saved last, if it is not there yet. */
  async #remote(): Promise<Remote<IndexService>> {
    const connection = (await this.#model?.live())?.connection ?? this.#host.connect();
    if (this.#live?.connection === connection) return await this.#live.remote;
    const live = { connection, remote: this.#open(connection) };
    this.#live = live;
    // The next call tries again.
    live.remote.catch(() => {
      if (this.#live === live) this.#live = undefined;
    });
    return await live.remote;
  }

  async #open({ endpoint, root }: Connection): Promise<Remote<IndexService>> {
    const watch = endpoint.offer<IndexWatch>({
      info: (info) => {
        this.#info = info;
      },
    });
    const embedder = (await this.#model?.live())?.reference ?? this.#offerEmbedder(endpoint);
    const store = this.#store === undefined ? 'indexeddb' : endpoint.offer(storeService(this.#store));
    const options: WireOpenOptions = { name: this.name, settings: this.#settings, embedder, store, watch };
    return endpoint.remote(await root.call('openIndex', options));
  }

  #offerEmbedder(endpoint: Endpoint): WireOpenOptions['embedder'] {
    const embedder = this.#embedder;
    const { dimension, fingerprint, device, batchSize, maxTokens } = embedder;
    const page = endpoint.offer<EmbedderService>({
      embed: ({ texts, kind }, signal) => embedder.embed(texts, { kind, signal }),
    });
    return { page, facts: { dimension, fingerprint, device, batchSize, maxTokens } };
  }

  async #close(): Promise<void> {
    try {
      const remote = await this.#live?.remote;
      await remote?.call('close', undefined);
    } catch {
      // With its worker, the index is closed.
    } finally {
      this.#host.release(this);
      await this.#store?.close();
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
    const service = endpoint.offer<FilterService>({ ask: (documents) => mapInSlices(documents, filter) });
    return { filter: service, service };
  }
  const iterable = typeof filter === 'object' && filter !== null && Symbol.iterator in filter;
  return { filter: iterable ? [...filter] : filter };
}

function storeService(store: Store): StoreService {
  return {
    load: () => store.load(),
    commit: (parameters) => store.commit(...parameters),
    passages: (parameters) => store.passages(...parameters),
    close: () => store.close(),
  };
}
