// Embedders, stores, documents and filters of the page, as the worker uses them.

import type { Embedder } from '../embed/embedder.js';
import type { AnyDocument } from '../interface/document.js';
import type { BatchFilter } from '../search/allowed-passages.js';
import type { Store } from '../storage/store.js';
import type { Remote } from './endpoint.js';
import type {
  DocumentSource,
  EmbedderFacts,
  EmbedderService,
  FilterService,
  StoreService,
  StoreWatch,
} from './services.js';

export function pageEmbedder(remote: Remote<EmbedderService>, facts: EmbedderFacts): Embedder {
  return {
    ...facts,
    tokenizer: undefined,
    embed: (texts, { signal, kind = 'passage' } = {}) => remote.call('embed', { texts, kind }, { signal }),
    close: async () => undefined,
  };
}

export function pageStore(remote: Remote<StoreService>, journal: boolean): Store {
  const { endpoint } = remote;
  return {
    journal: journal
      ? {
          get: (...parameters) => remote.call('readJournal', parameters),
          put: (...parameters) => remote.call('writeJournal', parameters),
        }
      : undefined,
    load: () => remote.call('load', []),
    manifest: () => remote.call('manifest', []),
    commit: (...parameters) => remote.call('commit', parameters),
    passages: (...parameters) => remote.call('passages', parameters),
    release: (...parameters) => remote.call('release', parameters),
    lock: async (signal) => {
      const lock = await remote.call('lock', [], { signal });
      return () => remote.call('unlock', [lock]);
    },
    watch: (listener) => {
      const watch = endpoint.offer<StoreWatch>({ committed: listener });
      remote.tell('watch', [watch]);
      return () => endpoint.withdraw(watch);
    },
    room: () => remote.call('room', []),
    close: () => remote.call('close', []),
  };
}

/** `length` is their number, if it is known. */
export function pageDocuments(
  remote: Remote<DocumentSource>,
  count: number | undefined,
): AsyncIterable<AnyDocument> & { length?: number } {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const chunk of remote.stream('read', undefined)) yield* chunk as AnyDocument[];
    },
    ...(count !== undefined && { length: count }),
  };
}

export function pageFilter(remote: Remote<FilterService>, signal: AbortSignal): { batch: BatchFilter } {
  return { batch: (documents) => remote.call('ask', documents, { signal }) };
}
