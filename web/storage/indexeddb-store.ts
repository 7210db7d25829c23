// Keeps an index in the browser's IndexedDB, one database an index.

import { deleteDB } from 'idb';
import { openChannel } from '../base/channel.js';
import { LeannError, type LeannErrorCode } from '../base/error.js';
import { PASSAGES_PER_BLOCK } from './blocks.js';
import { EpochHolds } from './epoch-holds.js';
import { writeCommit } from './indexeddb-commit.js';
import { IndexedDbConnection, requireIndexedDb } from './indexeddb-connection.js';
import {
  brokenGeneration,
  checkWritten,
  dropEpoch,
  dropGeneration,
  dropOlder,
  dropUnconfirmed,
  newestManifest,
  readGeneration,
  unusedEpochs,
} from './indexeddb-generations.js';
import { IndexedDbJournal } from './indexeddb-journal.js';
import { readBlock, type WrittenBlock } from './indexeddb-rows.js';
import { type Database, databaseName, indexNamed, type Part } from './indexeddb-schema.js';
import { reading, type Writing, writing } from './indexeddb-transaction.js';
import { availableLocks, type Locks, type Release } from './locks.js';
import type { Manifest } from './manifest.js';
import { blockOf, passageIn } from './passage-block.js';
import { storageError } from './storage-error.js';
import { requireRoom, storageRoom } from './storage-room.js';
import type { Commit, Journal, Snapshot, StorageRoom, Store, StoredPassage } from './store.js';

/** All that makes a generation. */
const GENERATION_PARTS: Part[] = ['manifest', 'index', 'state', 'documents', 'passages'];

/** Codes of indexes that cannot be read: they are not listed, and opening them says why. */
const UNREADABLE: LeannErrorCode[] = ['corrupt', 'unsupported-version'];

/** What it tells although nothing failed. */
export interface IndexedDbEvents {
  /** A generation was not whole, so the one before it took its place. */
  onRollback?: (generation: number) => void;
  /** See {@link IndexedDbConnection.open}. */
  onLoss?: (reason: string) => void;
}

/** A {@link Store} in IndexedDB: survives closing the tab, and is shared by all tabs of the origin. */
export class IndexedDbStore implements Store {
  readonly journal: Journal;
  readonly #name: string;
  readonly #connection: IndexedDbConnection;
  readonly #locks: Locks;
  readonly #epochs: EpochHolds;
  /** Tells other tabs of commits. */
  readonly #channel: BroadcastChannel | undefined;
  readonly #onRollback: IndexedDbEvents['onRollback'];
  /** Commits that were reported as failed. */
  readonly #abandoned = new Set<string>();

  private constructor(
    name: string,
    connection: IndexedDbConnection,
    onRollback: IndexedDbEvents['onRollback'],
  ) {
    this.#name = name;
    this.#connection = connection;
    this.journal = new IndexedDbJournal(connection);
    this.#locks = availableLocks();
    this.#epochs = new EpochHolds(this.#locks, databaseName(name));
    this.#channel = openChannel(databaseName(name));
    this.#onRollback = onRollback;
  }

  /** Errors: `storage-unavailable`, `storage-failed`, `quota-exceeded`, `unsupported-version`. */
  static async open(name: string, { onRollback, onLoss }: IndexedDbEvents = {}): Promise<IndexedDbStore> {
    return new IndexedDbStore(name, await IndexedDbConnection.open(name, onLoss), onRollback);
  }

  async load(): Promise<Snapshot | undefined> {
    for (;;) {
      const manifest = await this.#wholeManifest();
      if (manifest === undefined) return undefined;
      const { epoch, commit } = manifest;
      await this.#epochs.hold(epoch);
      try {
        const snapshot = await this.#read();
        if (snapshot?.manifest.commit === commit) return snapshot;
      } catch (error) {
        await this.#epochs.release(epoch);
        throw error;
      }
      // It was replaced before its epoch was held.
      await this.#epochs.release(epoch);
    }
  }

  manifest(): Promise<Manifest | undefined> {
    return this.#connection.use('read', (database) => reading(database, ['manifest'], newestManifest));
  }

  async commit(commit: Commit): Promise<void> {
    const { manifest, rows } = commit;
    const begins = rows !== undefined || manifest.generation === 1;
    if (begins) await this.#epochs.hold(manifest.epoch);
    let blocks: WrittenBlock[];
    try {
      blocks = await this.#write(commit);
      await this.#confirm(manifest, blocks);
    } catch (error) {
      this.#abandoned.add(manifest.commit);
      if (begins) await this.#epochs.release(manifest.epoch);
      throw error;
    }
    this.#channel?.postMessage(manifest.generation);
    await this.#tidy((database) =>
      writing(database, 'relaxed', (transaction) => dropOlder(transaction, manifest, blocks)),
    );
    await this.#dropUnusedEpochs();
  }

  passages(epoch: number, numbers: readonly number[]): Promise<StoredPassage[]> {
    const rows = new Map<number, number>();
    for (const number of numbers) {
      const block = blockOf(number);
      rows.set(block, Math.max(rows.get(block) ?? 0, (number % PASSAGES_PER_BLOCK) + 1));
    }
    return this.#connection.use('read passages of', async (database) => {
      const blocks = await reading(database, ['passages'], async (transaction) => {
        const read = Array.from(rows, async ([block, count]) => {
          return [block, await readBlock(transaction, 'passages', { epoch, block, rows: count })] as const;
        });
        return new Map(await Promise.all(read));
      });
      return numbers.map((number) => passageIn(blocks.get(blockOf(number)), number));
    });
  }

  async release(epoch: number): Promise<void> {
    await this.#epochs.release(epoch);
    await this.#dropUnusedEpochs();
  }

  lock(signal?: AbortSignal): Promise<Release> {
    return this.#locks.hold(`${databaseName(this.#name)}:writer`, 'exclusive', signal);
  }

  watch(listener: (generation: number) => void): () => void {
    const heard = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'number') listener(data);
    };
    this.#channel?.addEventListener('message', heard);
    return () => this.#channel?.removeEventListener('message', heard);
  }

  room(): Promise<StorageRoom | undefined> {
    return storageRoom();
  }

  async close(): Promise<void> {
    this.#channel?.close();
    this.#connection.end('it was closed');
    await this.#epochs.releaseAll();
  }

  /**
   * The newest manifest. If its writer ended before it read it back, so that the one before is still there, the generation
   * must be whole, or the one before takes its place.
   */
  #wholeManifest(): Promise<Manifest | undefined> {
    return this.#connection.use('read', async (database) => {
      const broken = await reading(database, GENERATION_PARTS, (transaction) =>
        brokenGeneration(this.#name, transaction),
      );
      if (broken !== undefined) {
        await writing(database, 'strict', (transaction) => dropUnconfirmed(transaction, broken));
        this.#onRollback?.(broken);
      }
      return reading(database, ['manifest'], newestManifest);
    });
  }

  #read(): Promise<Snapshot | undefined> {
    return this.#connection.use('read', (database) =>
      reading(database, ['manifest', 'index', 'state', 'documents'], async (transaction) => {
        const manifest = await newestManifest(transaction);
        return manifest && readGeneration(this.#name, transaction, manifest);
      }),
    );
  }

  async #write(commit: Commit): Promise<WrittenBlock[]> {
    return this.#connection.use('save', async (database) => {
      await requireRoom(this.#name, database, commit);
      return writing(database, 'strict', async (transaction) => {
        await this.#dropAbandoned(transaction);
        return writeCommit(this.#name, transaction, commit);
      });
    });
  }

  /** Removes an earlier commit of this handle that is there although it was reported as failed. */
  async #dropAbandoned(transaction: Writing): Promise<void> {
    if (this.#abandoned.size === 0) return;
    const newest = await newestManifest(transaction);
    if (newest === undefined || !this.#abandoned.has(newest.commit)) return;
    await dropGeneration(transaction, newest.generation);
  }

  /** Reads back what was committed; if it is not there, goes back to the state before. */
  async #confirm(manifest: Manifest, blocks: readonly WrittenBlock[]): Promise<void> {
    await this.#connection.use('save', async (database) => {
      try {
        await reading(database, GENERATION_PARTS, (transaction) =>
          checkWritten(this.#name, transaction, manifest, blocks),
        );
      } catch (error) {
        await writing(database, 'strict', (transaction) => dropGeneration(transaction, manifest.generation));
        throw error;
      }
    });
  }

  /** Removes what is no longer needed. If that fails, a later commit removes it. */
  async #tidy(act: (database: Database) => Promise<void>): Promise<void> {
    try {
      await this.#connection.use('tidy', act);
    } catch {
      // Nothing depends on it.
    }
  }

  #dropUnusedEpochs(): Promise<void> {
    return this.#tidy(async (database) => {
      const unused = await reading(database, ['manifest', 'documents', 'passages'], unusedEpochs);
      for (const epoch of unused) {
        await this.#epochs.ifUnheld(epoch, () =>
          writing(database, 'relaxed', (transaction) => dropEpoch(transaction, epoch)),
        );
      }
    });
  }
}

/** Deletes a stored index; other tabs close it by themselves. Nothing happens if there is none. */
export async function deleteIndexedDb(name: string): Promise<void> {
  requireIndexedDb(name);
  try {
    await deleteDB(databaseName(name));
  } catch (cause) {
    throw storageError(`delete index "${name}"`, cause);
  }
}

/** The manifests of all indexes that are stored, by name. Errors: `storage-unavailable`, `storage-failed`. */
export async function listIndexedDb(): Promise<Map<string, Manifest>> {
  requireIndexedDb('*');
  const found = new Map<string, Manifest>();
  try {
    for (const { name: database = '' } of await indexedDB.databases()) {
      const name = indexNamed(database);
      const manifest = name === undefined ? undefined : await manifestOf(name);
      if (name !== undefined && manifest !== undefined) found.set(name, manifest);
    }
  } catch (cause) {
    throw storageError('list indexes', cause);
  }
  return found;
}

/** Undefined if nothing was saved, or it cannot be read. */
async function manifestOf(name: string): Promise<Manifest | undefined> {
  try {
    const connection = await IndexedDbConnection.open(name);
    try {
      return await connection.use('read', (database) => reading(database, ['manifest'], newestManifest));
    } finally {
      connection.end('it was listed');
    }
  } catch (error) {
    if (error instanceof LeannError && UNREADABLE.includes(error.code)) return undefined;
    throw error;
  }
}
