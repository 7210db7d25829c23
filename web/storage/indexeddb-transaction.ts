// One transaction from beginning to end.

import type { IDBPTransaction } from 'idb';
import { LeannError } from '../base/error.js';
import { type Database, type IndexSchema, PARTS, type Part } from './indexeddb-schema.js';

export type Reading = IDBPTransaction<IndexSchema, Part[], 'readonly' | 'readwrite'>;
export type Writing = IDBPTransaction<IndexSchema, Part[], 'readwrite'>;

/** The connection can no longer be used; nothing was begun. */
export class LostConnection extends Error {
  override readonly name = 'LostConnection';
}

function begun<T>(begin: () => T): T {
  try {
    return begin();
  } catch (cause) {
    if (!(cause instanceof DOMException) || cause.name !== 'InvalidStateError') throw cause;
    throw new LostConnection(cause.message, { cause });
  }
}

/** Lets `act` read, all from one state. It must wait for nothing but requests of the transaction. */
export function reading<T>(
  database: Database,
  parts: Part[],
  act: (transaction: Reading) => Promise<T>,
): Promise<T> {
  const transaction = begun(() => database.transaction(parts));
  return ended(transaction, act(transaction as Reading));
}

/**
 * Resolves when everything that `act` has written would survive closing the tab and, if `strict`, losing power. If
 * anything fails, nothing of it is done. `act` must wait for nothing but requests of the transaction.
 */
export function writing<T>(
  database: Database,
  durability: 'strict' | 'relaxed',
  act: (transaction: Writing) => Promise<T>,
  parts = PARTS,
): Promise<T> {
  const transaction = begun(() => database.transaction(parts, 'readwrite', { durability }));
  const acted = act(transaction).catch((cause: unknown) => {
    abort(transaction);
    throw cause;
  });
  return ended(transaction, acted);
}

async function ended<T>({ done }: { done: Promise<void> }, acted: Promise<T>): Promise<T> {
  const [failure, end] = await Promise.all([reasonOfFailure(acted), reasonOfFailure(done)]);
  // The end of the transaction says why it failed (the quota, say), unless it was aborted here.
  const aborted = end instanceof DOMException && end.name === 'AbortError';
  const cause = failure instanceof LeannError || aborted ? (failure ?? end) : (end ?? failure);
  if (cause !== undefined) throw cause;
  return acted;
}

function abort(transaction: Writing): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself, for the same cause.
  }
}

async function reasonOfFailure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (cause) {
    return cause ?? new Error('unknown');
  }
}
