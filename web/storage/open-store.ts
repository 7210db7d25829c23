// Picks the storage back end that was asked for.

import { LeannError } from '../base/error.js';
import { IndexedDbStore } from './indexeddb-store.js';
import { MemoryStore } from './memory-store.js';
import type { Store } from './store.js';
import type { StoreNotice } from './store-notice.js';

/**
 * The store for an index of that name. Default: IndexedDB; if pages have no storage, memory, with a notice. Errors: `storage-unavailable`, `storage-failed`, `unsupported-version`, `invalid-argument`.
 */
export async function openStore(
  name: string,
  store: 'indexeddb' | 'memory' | Store | undefined,
  onNotice: (notice: StoreNotice) => void,
): Promise<Store> {
  if (store === 'memory') return new MemoryStore(name);
  if (store === 'indexeddb') return openIndexedDb(name, onNotice);
  if (store === undefined) {
    return openIndexedDb(name, onNotice).catch((error: unknown) => {
      if (!(error instanceof LeannError) || error.code !== 'storage-unavailable') throw error;
      const message = `leann: cannot keep index "${name}": ${reasonOf(error)}; it is gone when the page is`;
      onNotice({ code: 'not-stored', message });
      return new MemoryStore(name);
    });
  }
  if (typeof store?.load === 'function') return store;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot open index "${name}": its store must be 'indexeddb', 'memory' or a Store`,
  );
}

function openIndexedDb(name: string, onNotice: (notice: StoreNotice) => void): Promise<Store> {
  return IndexedDbStore.open(name, {
    onRollback: (generation) => {
      const message =
        `leann: cannot use generation ${generation} of index "${name}": it is not whole, ` +
        `since its tab ended before it was checked; the one before is used`;
      onNotice({ code: 'rolled-back', message });
    },
    onLoss: (reason) => {
      const message =
        `leann: cannot find what was saved of index "${name}": the browser has deleted all databases of this site, ` +
        `since they were damaged (${reason}); add the documents again`;
      onNotice({ code: 'data-lost', message });
    },
  });
}

/** The part of an error's message after the colon. */
function reasonOf({ message }: LeannError): string {
  return message.replace(/^.*?": /, '').replace(/;.*$/, '');
}
