// An index that is in a worker, as the page sees it.

import { ASYNC_DISPOSE } from '../base/async-dispose.js';
import { Lifetime } from '../base/lifetime.js';
import { documentIds } from '../change/document-ids.js';
import type { FacetOptions, Facets } from '../filter/facet.js';
import { parseWhere } from '../filter/parse-where.js';
import { parseSort } from '../filter/sort.js';
import type { AddOptions, AddProgress, ChangeOptions, CompactOptions } from '../interface/change-options.js';
import type { DocumentInfo, Documents } from '../interface/document.js';
import type { IndexInfo } from '../interface/index-info.js';
import type { IndexMethods } from '../interface/index-methods.js';
import type { MoreOptions, SearchOptions, SearchQuery } from '../interface/search-request.js';
import type { Hit, SearchUpdate } from '../interface/search-update.js';
import { facetSettings } from '../search/count-facets.js';
import type { AskOptions, CallName, Input, Output } from './endpoint.js';
import type { IndexInWorker } from './index-in-worker.js';
import type { IndexService, WireSearchOptions } from './services.js';
import { wireFilter } from './wire-filter.js';

/** What adding takes besides; most pages only search. */
const adding = () => import('./document-source.js');

export class RemoteIndex implements IndexMethods {
  readonly #index: IndexInWorker;
  readonly #lifetime: Lifetime;
  /** Saves that were asked for. */
  #saving: Promise<unknown> = Promise.resolve();

  constructor(index: IndexInWorker) {
    this.#index = index;
    this.#lifetime = new Lifetime(`index "${index.name}"`);
  }

  /** One that documents will be added to: what that takes is there by then, so that it asks nothing of the network. */
  static async writable(opening: Promise<IndexInWorker>): Promise<RemoteIndex> {
    const [index] = await Promise.all([opening, adding().catch(() => undefined)]);
    return new RemoteIndex(index);
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

  async delete(ids: string | Iterable<string>, options?: ChangeOptions): Promise<number> {
    this.#lifetime.requireOpen('delete documents of');
    return await this.#call('delete documents of', 'delete', documentIds(ids), options);
  }

  search(query: SearchQuery, options: SearchOptions = {}): AsyncGenerator<SearchUpdate, void> {
    return this.#search(query, options, performance.now());
  }

  more(id: string, { signal, ...options }: MoreOptions = {}): Promise<Hit[]> {
    return this.#call('search', 'more', { id, options }, { signal });
  }

  async facets<Field extends string>(
    fields: readonly Field[],
    options: FacetOptions = {},
  ): Promise<Facets<Field>> {
    this.#lifetime.requireOpen('count facets of');
    // Checked here first: not everything can be sent.
    facetSettings(fields, options);
    const { signal, ...others } = options;
    const input = { fields: [...fields], options: others };
    return (await this.#call('count facets of', 'facets', input, { signal })) as Facets<Field>;
  }

  has(id: string): Promise<boolean> {
    return this.#call('ask', 'has', id);
  }

  ids(): Promise<string[]> {
    return this.#call('ask', 'ids', undefined);
  }

  get(id: string): Promise<DocumentInfo | undefined> {
    return this.#call('read', 'get', id);
  }

  save(): Promise<void> {
    const saved = this.#call('save', 'save', undefined);
    this.#saving = Promise.allSettled([this.#saving, saved]);
    return saved;
  }

  refresh(): Promise<boolean> {
    return this.#call('refresh', 'refresh', undefined);
  }

  export(options?: ChangeOptions): Promise<Blob> {
    return this.#call('export', 'export', undefined, options);
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

  [ASYNC_DISPOSE](): Promise<void> {
    return this.close();
  }

  /** `action` is for the message of `closed`. */
  async #call<Name extends CallName<IndexService>>(
    action: string,
    method: Name,
    input: Input<IndexService[Name]>,
    options: AskOptions = {},
  ): Promise<Output<IndexService[Name]>> {
    this.#lifetime.requireOpen(action);
    return await (await this.#index.remote()).call(method, input, options);
  }

  async *#put(
    method: 'add' | 'update',
    action: string,
    documents: Documents,
    { signal }: AddOptions,
  ): AsyncGenerator<AddProgress, void> {
    this.#lifetime.requireOpen(action);
    const { documentSource } = await adding();
    const { source, count } = documentSource(documents);
    const remote = await this.#index.remote();
    const reference = remote.endpoint.offer(source);
    try {
      yield* remote.stream(method, { documents: reference, count }, { signal });
    } finally {
      remote.endpoint.withdraw(reference);
    }
  }

  async *#search(
    query: SearchQuery,
    options: SearchOptions,
    called: number,
  ): AsyncGenerator<SearchUpdate, void> {
    this.#lifetime.requireOpen('search');
    const { signal, filter, ...others } = options;
    // Checked here first: not everything can be sent.
    if (others.where !== undefined) parseWhere(others.where);
    parseSort(others.sort);
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
