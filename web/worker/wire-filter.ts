// A filter on its way to the worker.

import { mapInSlices } from '../base/next-task.js';
import type { DocumentFilter } from '../interface/search-request.js';
import type { Endpoint } from './endpoint.js';
import type { Reference } from './message.js';
import type { FilterService, WireSearchOptions } from './services.js';

/** A filter as it is sent; with a `service` if it stays here, to be asked. */
export function wireFilter(
  endpoint: Endpoint,
  filter: DocumentFilter | undefined,
): Pick<WireSearchOptions, 'filter'> & { service?: Reference<FilterService> } {
  if (filter === undefined) return {};
  if (typeof filter === 'function') {
    const service = endpoint.offer<FilterService>({
      // Anything else that it returns might not be possible to copy.
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
