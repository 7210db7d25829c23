// How much the browser lets a site store.

import { LeannError } from '../base/error.js';
import type { Database } from './indexeddb-schema.js';
import { writing } from './indexeddb-transaction.js';
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

/**
 * Makes the browser count again how much the site stores. Chromium remembers a count until something is committed; one
 * that it took while a transaction was under way includes what that wrote, even if it was refused. A transaction that
 * writes nothing is never refused, and is a commit.
 */
export async function recountUsage(database: Database): Promise<void> {
  // If it fails, nothing has become worse.
  await writing(database, 'relaxed', async () => {}, ['journal']).catch(() => undefined);
}

/** Refuses a commit that cannot fit, before anything is written. Errors: `quota-exceeded`. */
export async function requireRoom(name: string, database: Database, commit: Commit): Promise<void> {
  const needed = leastBytes(commit);
  if ((await tooLittleRoom(needed)) === undefined) return;
  await recountUsage(database);
  const room = await tooLittleRoom(needed);
  if (room === undefined) return;
  throw new LeannError(
    'quota-exceeded',
    `leann: cannot save index "${name}": it takes ${needed} bytes more, and the browser grants this site ` +
      `no more storage than ${room.quota} (${room.usage} are used); what was saved before is unchanged`,
  );
}

/** The room, if so many bytes do not fit in. */
async function tooLittleRoom(bytes: number): Promise<StorageRoom | undefined> {
  const room = await storageRoom();
  return room !== undefined && room.usage + bytes > room.quota ? room : undefined;
}

/** What a commit takes at the least; texts at a byte a character. */
function leastBytes({ index, vectors, documents, passages }: Commit): number {
  const texts = passages.reduce((sum, { text }) => sum + text.length, 0);
  const titles = documents.reduce((sum, { id, title = '' }) => sum + id.length + title.length, 0);
  return (index?.length ?? 0) + vectors.byteLength + texts + titles;
}
