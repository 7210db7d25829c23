// The connection to an index's database: opened again when it is lost, and closed when another tab needs that.

import { openDB } from 'idb';
import { LeannError } from '../base/error.js';
import { nextTask } from '../base/next-task.js';
import { type Database, databaseName, type IndexSchema, PARTS, SCHEMA_VERSION } from './indexeddb-schema.js';
import { LostConnection } from './indexeddb-transaction.js';
import { retryOnQuota } from './quota-retry.js';
import { storageError } from './storage-error.js';
import { recountUsage } from './storage-room.js';

/** What Chromium says in the event of an upgrade, beyond the standard. */
interface LossEvent extends IDBVersionChangeEvent {
  dataLoss?: string;
  dataLossMessage?: string;
}

/** Opens again by itself, at most once for each call. */
export class IndexedDbConnection {
  readonly #name: string;
  readonly #onLoss: (reason: string) => void;
  #database: Database | undefined;
  /** Whether it was there before. */
  #known = false;
  /** Why it can no longer be used. */
  #ended: string | undefined;

  private constructor(name: string, onLoss: (reason: string) => void) {
    this.#name = name;
    this.#onLoss = onLoss;
  }

  /**
   * `onLoss` is told why the browser has deleted all databases of the site, if it has just done so: Chromium does if it finds them
   * damaged. Errors: `storage-unavailable`, `storage-failed`, `quota-exceeded`, `unsupported-version`.
   */
  static async open(name: string, onLoss: (reason: string) => void = () => {}): Promise<IndexedDbConnection> {
    requireIndexedDb(name);
    const connection = new IndexedDbConnection(name, onLoss);
    await connection.use('open', async () => {});
    return connection;
  }

  /**
   * Acts on the database. If the connection was lost, it is opened again and `act` starts over, as it does for some
   * seconds while the quota refuses it, so `act` must find out by itself how much of it was done already. `action` is
   * for messages: "save".
   */
  async use<T>(action: string, act: (database: Database) => Promise<T>): Promise<T> {
    const what = `${action} index "${this.#name}"`;
    try {
      return await retryOnQuota(
        () => this.#attempt(what, act),
        async () => this.#database && recountUsage(this.#database),
      );
    } catch (cause) {
      throw storageError(what, cause);
    }
  }

  /** Closes the database; running transactions finish. */
  end(reason: string): void {
    this.#ended ??= reason;
    this.#database?.close();
    this.#database = undefined;
  }

  async #attempt<T>(what: string, act: (database: Database) => Promise<T>): Promise<T> {
    const database = this.#database ?? (await this.#connect(what));
    this.#requireUsable(what);
    try {
      return await act(database);
    } catch (cause) {
      if (!(await this.#isLoss(cause, database))) throw cause;
      return await act(await this.#connect(what));
    }
  }

  #requireUsable(what: string): void {
    if (this.#ended !== undefined) throw new LeannError('closed', `leann: cannot ${what}: ${this.#ended}`);
  }

  /** A closed connection refuses transactions; one that is lost aborts those under way, and only then says so. */
  async #isLoss(cause: unknown, database: Database): Promise<boolean> {
    if (cause instanceof LostConnection) return this.#ended === undefined;
    if (!(cause instanceof DOMException) || cause.name !== 'AbortError') return false;
    await nextTask();
    return this.#ended === undefined && this.#database !== database;
  }

  async #connect(what: string): Promise<Database> {
    this.#requireUsable(what);
    let refusal: LeannError | undefined;
    const database = await openDB<IndexSchema>(databaseName(this.#name), SCHEMA_VERSION, {
      upgrade: (created, oldVersion, _newVersion, transaction, event) => {
        refusal = this.#refusal(what, oldVersion);
        if (refusal !== undefined) return abort(transaction);
        createParts(created);
        this.#tellLoss(event);
      },
      // Another tab deletes the database or moves it to a newer layout, and waits for us: close at once.
      blocking: (_current, _blocked, event) => {
        this.end('another tab deleted or replaced it');
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        this.#database = undefined;
      },
    }).catch((cause: unknown) => {
      throw refusal ?? cause;
    });
    this.#database?.close();
    this.#database = database;
    this.#known = true;
    if (this.#ended !== undefined) database.close();
    this.#requireUsable(what);
    return database;
  }

  #tellLoss({ dataLoss, dataLossMessage = '' }: LossEvent): void {
    if (dataLoss === 'total') this.#onLoss(dataLossMessage);
  }

  /** Why the layout cannot be made: the database is older, or was there before and is no longer. */
  #refusal(what: string, oldVersion: number): LeannError | undefined {
    if (oldVersion > 0) {
      return new LeannError(
        'unsupported-version',
        `leann: cannot ${what}: an older version of leann-web made it; delete it and add its documents again`,
      );
    }
    if (this.#known) return new LeannError('evicted', `leann: cannot ${what}: the browser removed its data`);
    return undefined;
  }
}

function abort(transaction: { done: Promise<void>; abort(): void }): void {
  // The error of opening says why.
  transaction.done.catch(() => undefined);
  transaction.abort();
}

function createParts(database: Database): void {
  for (const part of PARTS) {
    if (part === 'journal') database.createObjectStore(part).createIndex('day', 'day');
    else database.createObjectStore(part);
  }
}

/** Errors: `storage-unavailable`. */
export function requireIndexedDb(name: string): void {
  if (typeof indexedDB === 'undefined' || indexedDB === null) {
    throw new LeannError(
      'storage-unavailable',
      `leann: cannot open index "${name}": there is no IndexedDB here; ` +
        `{ store: 'memory' } keeps an index for as long as the page lives`,
    );
  }
}
