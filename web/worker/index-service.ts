// An index of the worker, as the page uses it.

import type { IndexMethods } from '../interface/index-methods.js';
import type { SearchQuery } from '../interface/search-request.js';
import type { SearchUpdate } from '../interface/search-update.js';
import type { LocalSearchOptions } from '../search/search-settings.js';
import type { Endpoint, Remote } from './endpoint.js';
import { pageDocuments, pageFilter } from './page-services.js';
import type { IndexService, IndexWatch, WireDocuments, WireSearchOptions } from './services.js';

/** An index of this thread: one that is kept here, or a published one. */
export interface ServedIndex extends Omit<IndexMethods, 'search'> {
  readonly closed: boolean;
  search(query: SearchQuery, options?: LocalSearchOptions): AsyncGenerator<SearchUpdate, void>;
}

/** Tells the watch the state of the index before every answer; `closed` is called when the page closes it. */
export function indexService(
  endpoint: Endpoint,
  index: ServedIndex,
  watch: Remote<IndexWatch>,
  closed: () => void,
): IndexService {
  const tell = () => {
    if (!index.closed) watch.tell('info', index.info());
  };
  const told = <Input, Output>(act: (input: Input, signal: AbortSignal) => Promise<Output>) => {
    return (input: Input, signal: AbortSignal) => act(input, signal).finally(tell);
  };
  const toldAtEnd = <Input, Item>(act: (input: Input, signal: AbortSignal) => AsyncGenerator<Item, void>) => {
    return async function* (input: Input, signal: AbortSignal) {
      try {
        yield* act(input, signal);
      } finally {
        tell();
      }
    };
  };
  const documentsOf = ({ documents, count }: WireDocuments) =>
    pageDocuments(endpoint.remote(documents), count);
  return {
    add: toldAtEnd((input, signal) => index.add(documentsOf(input), { signal })),
    update: toldAtEnd((input, signal) => index.update(documentsOf(input), { signal })),
    compact: toldAtEnd(({ rebuild }, signal) =>
      index.compact({ signal, ...(rebuild !== undefined && { rebuild }) }),
    ),
    delete: told((ids, signal) => index.delete(ids, { signal })),
    search: toldAtEnd(({ query, options }, signal) =>
      index.search(query, { ...searchOptions(endpoint, options, signal), signal }),
    ),
    more: told(({ id, options }, signal) => index.more(id, { ...options, signal })),
    facets: told(({ fields, options }, signal) => index.facets(fields, { ...options, signal })),
    has: told((id) => index.has(id)),
    ids: told(() => index.ids()),
    get: told((id) => index.get(id)),
    save: told(() => index.save()),
    export: told((_, signal) => index.export({ signal })),
    refresh: told(() => index.refresh()),
    close: async () => {
      await index.close();
      closed();
    },
  };
}

function searchOptions(
  endpoint: Endpoint,
  { filter, ...others }: WireSearchOptions,
  signal: AbortSignal,
): LocalSearchOptions {
  if (filter === undefined) return others;
  const ofPage = typeof filter === 'object' && filter !== null && 'number' in filter;
  return { ...others, filter: ofPage ? pageFilter(endpoint.remote(filter), signal) : filter };
}
