// An index of the worker, as the page uses it.

import type { LocalIndex } from '../local-index.js';
import type { LocalSearchOptions } from '../search-settings.js';
import type { Endpoint, Remote } from './endpoint.js';
import { pageDocuments, pageFilter } from './page-services.js';
import type { IndexService, IndexWatch, WireSearchOptions } from './protocol.js';

/** Tells the watch what has become of the index before every answer; `closed` is called when the page closes it. */
export function indexService(
  endpoint: Endpoint,
  index: LocalIndex,
  watch: Remote<IndexWatch>,
  closed: () => void,
): IndexService {
  const tell = () => {
    if (!index.closed) watch.tell('info', index.info());
  };
  return {
    async *add({ documents, count }, signal) {
      try {
        yield* index.add(pageDocuments(endpoint.remote(documents), count), { signal });
      } finally {
        tell();
      }
    },
    async *search({ query, options }, signal) {
      try {
        yield* index.search(query, { ...searchOptions(endpoint, options, signal), signal });
      } finally {
        tell();
      }
    },
    has: (id) => index.has(id),
    get: (id) => index.get(id),
    save: async () => {
      try {
        await index.save();
      } finally {
        tell();
      }
    },
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
