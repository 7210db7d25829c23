// A rule that every Store must obey.

import type { Store } from '../../web/storage/store.js';

/** One rule. `open` opens the same place again at each call; each case gets a place of its own. */
export interface StoreCase {
  name: string;
  run(open: () => Promise<Store>): Promise<void>;
}

/** Uses a store, and closes it. */
export async function withStore<T>(
  open: () => Promise<Store>,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await open();
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
