// An index in a worker, whichever worker that is: when one has crashed, the index is opened again in the next.

import type { LeannError } from '../base/error.js';
import { absoluteUrl } from '../base/platform.js';
import type { Embedder } from '../embed/embedder.js';
import type { ImportSource } from '../file/import-source.js';
import { bodyOf } from '../file/response-body.js';
import type { Publication } from '../hosted/publication.js';
import type { IndexInfo } from '../interface/index-info.js';
import { notify } from '../interface/notice.js';
import type { ImportOptions, OpenOptions } from '../interface/open-options.js';
import type { Store } from '../storage/store.js';
import type { Remote } from './endpoint.js';
import { OfferedParts } from './offered-parts.js';
import type { RemoteModel } from './remote-model.js';
import { remoteModels } from './remote-models.js';
import type { IndexService, OpenSettings, WireOpenOptions, WireSource } from './services.js';
import type { Connection, WorkerHost, WorkerUser } from './worker-host.js';

/** Where an index comes from: the store that it is kept in (of the page, or one that the worker opens), or a site. */
type Place = { kept: Store | 'indexeddb' | 'default' } | { fetchAgain: () => Promise<Publication> };

type Open = (connection: Connection) => Promise<Remote<IndexService>>;

/** The index in one life of the worker. */
interface LiveIndex {
  connection: Connection;
  remote: Promise<Remote<IndexService>>;
}

export class IndexInWorker implements WorkerUser {
  readonly name: string;
  readonly #host: WorkerHost;
  readonly #embedder: Embedder;
  /** Of an embedder in that worker. */
  readonly #model: RemoteModel | undefined;
  readonly #place: Place;
  readonly #callbacks: Pick<OpenOptions, 'onNewer' | 'onNotice'>;
  readonly #settings: OpenSettings;
  /** As told last; known before opening resolves. */
  #info!: IndexInfo;
  #live: LiveIndex | undefined;
  /** The parts of this thread that the present worker may use. */
  #offered: OfferedParts | undefined;

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
  static async open(host: WorkerHost, name: string, options: OpenOptions): Promise<IndexInWorker> {
    const index = new IndexInWorker(host, name, options, await placeOf(name, options));
    return await index.#begin((connection) => index.#open(connection));
  }

  /** Makes it from a file in the host's worker. Errors: as of {@link LeannIndex.import}. */
  static async import(
    host: WorkerHost,
    name: string,
    source: ImportSource,
    { sha256, signal, ...options }: ImportOptions,
  ): Promise<IndexInWorker> {
    signal?.throwIfAborted();
    const file = { source: await wireSource(source), sha256 };
    const index = new IndexInWorker(host, name, options, await placeOf(name, options));
    return await index.#begin((connection) => index.#open(connection, file, signal));
  }

  /**
   * Opens an index that a site publishes in the host's worker; `fetchAgain` is needed if the worker has to be replaced.
   * Errors: as of {@link LeannIndex.fromUrl}.
   */
  static fromUrl(
    host: WorkerHost,
    publication: Publication,
    fetchAgain: () => Promise<Publication>,
    options: OpenOptions,
  ): Promise<IndexInWorker> {
    const index = new IndexInWorker(host, publication.manifest.name, options, { fetchAgain });
    return index.#begin((connection) => index.#openHosted(connection, publication));
  }

  get info(): IndexInfo {
    return this.#info;
  }

  /** The index in the present worker; if it is not there yet, it is opened there as it was saved last. */
  async remote(open: Open = (connection) => this.#openAgain(connection)): Promise<Remote<IndexService>> {
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

  crashed(error: LeannError): void {
    this.#live = undefined;
    // Calls under way are rejected too; this is for changes that were not saved.
    void this.#offered?.releaseStore();
    const message = `${error.message}; index "${this.name}" is opened again as it was saved last`;
    notify(this.#callbacks, { code: 'worker-crashed', message });
  }

  async close(): Promise<void> {
    try {
      const remote = await this.#live?.remote;
      await remote?.call('close', undefined);
      if (remote !== undefined) this.#offered?.withdraw();
    } catch {
      // The index was closed with its worker.
    } finally {
      this.#host.release(this);
      await this.#offered?.releaseStore();
      if ('kept' in this.#place && typeof this.#place.kept === 'object') await this.#place.kept.close();
    }
  }

  async #begin(open: Open): Promise<this> {
    this.#host.forgive();
    this.#host.retain(this);
    try {
      await this.remote(open);
      return this;
    } catch (error) {
      this.#host.release(this);
      throw error;
    }
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
    const offered = new OfferedParts(endpoint);
    const parts = await this.#parts(offered);
    const store = offered.store('kept' in this.#place ? this.#place.kept : 'default');
    const options = { ...parts, name: this.name, store, file };
    return endpoint.remote(await root.call('openIndex', options, { signal }));
  }

  async #openHosted(
    { endpoint, root }: Connection,
    { nodes, ...publication }: Publication,
  ): Promise<Remote<IndexService>> {
    const offered = new OfferedParts(endpoint);
    const parts = await this.#parts(offered);
    const coming = nodes && offered.nodes(nodes);
    return endpoint.remote(await root.call('openHosted', { ...parts, publication, nodes: coming }));
  }

  /** The parts that any index in a worker needs of this thread. */
  async #parts(offered: OfferedParts): Promise<Pick<WireOpenOptions, 'settings' | 'embedder' | 'watch'>> {
    this.#offered = offered;
    const watch = offered.watch({
      info: (info) => {
        this.#info = info;
      },
      newer: (generation) => this.#callbacks.onNewer?.(generation),
      notice: (notice) => notify(this.#callbacks, notice),
    });
    const embedder = (await this.#model?.live())?.reference ?? offered.embedder(this.#embedder);
    return { settings: this.#settings, embedder, watch };
  }
}

/** A response is read here; the worker fetches URLs. Errors: as of `bodyOf`. */
async function wireSource(source: ImportSource): Promise<WireSource> {
  if (source instanceof Response) return await bodyOf(source, source.url);
  return typeof source === 'string' || source instanceof URL ? absoluteUrl(source) : source;
}

/** Where the index is kept; one that is kept in memory is kept here, and survives the worker. */
async function placeOf(name: string, options: OpenOptions): Promise<Place> {
  const { store = 'default' } = options;
  if (store === 'default' || store === 'indexeddb') return { kept: store };
  const { openStore } = await import('../change/writing.js');
  return { kept: await openStore(name, store, (notice) => notify(options, notice)) };
}
