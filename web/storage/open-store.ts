// Picks the storage back end that was asked for.

import { LeannError } from '../error.js';
import { IndexedDbStore } from './indexeddb-store.js';
import { MemoryStore } from './memory-store.js';
import type { Store } from './store.js';

/** Errors: `storage-unavailable`, `storage-failed`, `invalid-argument`. */
export async function openStore(name: string, store: 'indexeddb' | 'memory' | Store): Promise<Store> {
  if (store === 'memory') return new MemoryStore(name);
  if (store === 'indexeddb') return IndexedDbStore.open(name);
  if (typeof store?.load === 'function') return store;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot open index "${name}": its store must be 'indexeddb', 'memory' or a Store`,
  );
}
