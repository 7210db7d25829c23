// Reads an index folder that must be there.

import type { Snapshot } from '../../web/index.js';
import type { FileStore } from './file-store.js';

/** Errors: an Error where there is no index, what the store throws. */
export async function requireIndex(folder: string, store: FileStore): Promise<Snapshot> {
  const snapshot = await store.load();
  if (snapshot === undefined) throw new Error(`cannot open ${folder}: there is no index`);
  return snapshot;
}
