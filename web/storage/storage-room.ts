// How much the browser lets a site store.

import { LeannError } from '../base/error.js';
import type { Commit, StorageRoom } from './store.js';

/** Undefined where the browser does not tell. */
export async function storageRoom(): Promise<StorageRoom | undefined> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  try {
    const { usage, quota } = (await storage?.estimate()) ?? {};
    if (usage === undefined || quota === undefined) return undefined;
    return { usage, quota, persisted: (await storage?.persisted?.()) ?? false };
  } catch {
    return undefined;
  }
}

/** Refuses a commit that cannot fit, before anything is written. Errors: `quota-exceeded`. */
export async function requireRoom(name: string, commit: Commit): Promise<void> {
  const room = await storageRoom();
  if (room === undefined) return;
  const needed = leastBytes(commit);
  if (room.usage + needed <= room.quota) return;
  throw new LeannError(
    'quota-exceeded',
    `leann: cannot save index "${name}": it takes ${needed} bytes more, and the browser grants this site ` +
      `no more storage than ${room.quota} (${room.usage} are used); what was saved before is unchanged`,
  );
}

/** What a commit takes at the least; texts at a byte a character. */
function leastBytes({ index, vectors, documents, passages }: Commit): number {
  const texts = passages.reduce((sum, { text }) => sum + text.length, 0);
  const titles = documents.reduce((sum, { id, title = '' }) => sum + id.length + title.length, 0);
  return (index?.length ?? 0) + vectors.byteLength + texts + titles;
}
