// Asking the browser to keep what a site has stored.

import { unlessAborted } from '../base/unless-aborted.js';

/** Asks the browser not to evict the site's data by itself; whether it promises that. Errors: the signal's reason. */
export async function persistStorage(signal?: AbortSignal): Promise<boolean> {
  signal?.throwIfAborted();
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  const asked = storage?.persist?.() ?? Promise.resolve(false);
  return await (signal === undefined ? asked : unlessAborted(asked, signal));
}
