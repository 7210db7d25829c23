// An index that is in a worker, as the page sees it.

import { Lifetime } from '../base/lifetime.js';
import { checkIterable } from '../change/check-documents.js';
import { documentIds } from '../change/document-ids.js';
import type { ImportSource } from '../file/import-source.js';
import type { Publication } from '../hosted/publication.js';
import type { AddOptions, AddProgress, ChangeOptions, CompactOptions } from '../interface/change-options.js';
import type { DocumentInfo, Documents } from '../interface/document.js';
import type { IndexInfo } from '../interface/index-info.js';
import type { IndexMethods } from '../interface/index-methods.js';
import type { ImportOptions, OpenOptions } from '../interface/open-options.js';
import type { SearchOptions } from '../interface/search-request.js';
import type { SearchUpdate } from '../interface/search-update.js';
import { documentSource } from './document-source.js';
import { IndexInWorker } from './index-in-worker.js';
import type { WireSearchOptions } from './services.js';
import { wireFilter } from './wire-filter.js';
import type { WorkerHost } from './worker-host.js';

export class RemoteIndex implements IndexMethods {
  readonly #index: IndexInWorker;
  readonly #lifetime: Lifetime;
  /** Saves that were asked for. */
  #saving: Promise<unknown> = Promise.resolve();

  private constructor(index: IndexInWorker) {
    this.#index = index;
    this.#lifetime = new Lifetime(`index "${index.name}"`);
  }

  /** See {@link IndexInWorker.open}. */
  static async open(host: WorkerHost, name: string, options: OpenOptions): Promise<RemoteIndex> {
    return new RemoteIndex(await IndexInWorker.open(host, name, options));
  }

  /** See {@link IndexInWorker.import}. */
  static async import(
    host: WorkerHost,
    name: string,
    source: ImportSource,
    options: ImportOptions,
  ): Promise<RemoteIndex> {
    return new RemoteIndex(await IndexInWorker.import(host, name, source, options));
  }

  /** See {@link IndexInWorker.fromUrl}. */
  static async fromUrl(
    host: WorkerHost,
    publication: Publication,
    fetchAgain: () => Promise<Publication>,
    options: OpenOptions,
  ): Promise<RemoteIndex> {
    return new RemoteIndex(await IndexInWorker.fromUrl(host, publication, fetchAgain, options));
  }

  get name(): string {
    return this.#index.name;
  }

  add(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#put('add', 'add documents to', documents, options);
  }

  update(documents: Documents, options: AddOptions = {}): AsyncGenerator<AddProgress, void> {
    return this.#put('update', 'update documents of', documents, options);
  }

  async *compact({ signal, rebuild }: CompactOptions = {}): AsyncGenerator<AddProgress, void> {
    this.#lifetime.requireOpen('compact');
    yield* (await this.#index.remote()).stream('compact', { rebuild }, { signal });
  }

  async delete(ids: string | Iterable<string>, { signal }: ChangeOptions = {}): Promise<number> {
    this.#lifetime.requireOpen('delete documents of');
    return await (await this.#index.remote()).call('delete', documentIds(ids), { signal });
  }

  search(query: string, options: SearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, performance.now());
  }

  async has(id: string): Promise<boolean> {
    this.#lifetime.requireOpen('ask');
    return await (await this.#index.remote()).call('has', id);
  }

  async ids(): Promise<string[]> {
    this.#lifetime.requireOpen('ask');
    return await (await this.#index.remote()).call('ids', undefined);
  }

  async get(id: string): Promise<DocumentInfo | undefined> {
    this.#lifetime.requireOpen('read');
    return await (await this.#index.remote()).call('get', id);
  }

  async save(): Promise<void> {
    this.#lifetime.requireOpen('save');
    const saved = this.#index.remote().then((remote) => remote.call('save', undefined));
    this.#saving = Promise.allSettled([this.#saving, saved]);
    await saved;
  }

  async refresh(): Promise<boolean> {
    this.#lifetime.requireOpen('refresh');
    return await (await this.#index.remote()).call('refresh', undefined);
  }

  async export({ signal }: ChangeOptions = {}): Promise<Blob> {
    this.#lifetime.requireOpen('export');
    return await (await this.#index.remote()).call('export', undefined, { signal });
  }

  info(): IndexInfo {
    this.#lifetime.requireOpen('describe');
    return structuredClone(this.#index.info);
  }

  close(): Promise<void> {
    return this.#lifetime.close(async () => {
      await this.#saving;
      await this.#index.close();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *#put(
    method: 'add' | 'update',
    action: string,
    documents: Documents,
    { signal }: AddOptions,
  ): AsyncGenerator<AddProgress, void> {
    this.#lifetime.requireOpen(action);
    checkIterable(documents);
    const remote = await this.#index.remote();
    const { source, count } = documentSource(documents);
    const reference = remote.endpoint.offer(source);
    try {
      yield* remote.stream(method, { documents: reference, count }, { signal });
    } finally {
      remote.endpoint.withdraw(reference);
    }
  }

  async *#search(query: string, options: SearchOptions, called: number): AsyncGenerator<SearchUpdate, void> {
    this.#lifetime.requireOpen('search');
    const { signal, filter, ...others } = options;
    const remote = await this.#index.remote();
    const { service, ...wired } = wireFilter(remote.endpoint, filter);
    const wire: WireSearchOptions = { ...others, ...wired };
    // The time since the call counts.
    if (typeof wire.budgetMs === 'number' && wire.budgetMs > 0) {
      wire.budgetMs = Math.max(0, wire.budgetMs - (performance.now() - called));
    }
    try {
      yield* remote.stream('search', { query, options: wire }, { signal });
    } finally {
      if (service !== undefined) remote.endpoint.withdraw(service);
    }
  }
}
