// Keeps an index in the browser's IndexedDB, one database an index.

import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { LeannError } from '../error.js';
import { parseDocumentBlock } from './document-block.js';
import { writeCommit } from './indexeddb-commit.js';
import { databaseName, type IndexSchema, ONLY, PARTS, SCHEMA_VERSION } from './indexeddb-schema.js';
import { parseManifest } from './manifest.js';
import { blockOf, parsePassageBlock, passageIn } from './passage-block.js';
import { storageError } from './storage-error.js';
import type { Commit, Snapshot, Store, StoredPassage } from './store.js';

/** A {@link Store} in IndexedDB: outlasts the tab, and is shared by all tabs of the origin. */
export class IndexedDbStore implements Store {
  readonly #name: string;
  readonly #database: IDBPDatabase<IndexSchema>;
  /** Why the connection is of no use any more. */
  #ended: string | undefined;

  private constructor(name: string, database: IDBPDatabase<IndexSchema>) {
    this.#name = name;
    this.#database = database;
  }

  /** Errors: `storage-unavailable`, `storage-failed`, `quota-exceeded`, `unsupported-version`. */
  static async open(name: string): Promise<IndexedDbStore> {
    requireIndexedDb(name);
    let store: IndexedDbStore | undefined;
    const end = (reason: string) => {
      if (store !== undefined) store.#end(reason);
    };
    try {
      const database = await openDB<IndexSchema>(databaseName(name), SCHEMA_VERSION, {
        upgrade(created) {
          for (const part of PARTS) created.createObjectStore(part);
        },
        blocking: (_current, _blocked, event) => {
          // Another tab deletes the database or moves it to a newer layout, and waits for us: leave at once.
          end('another tab deleted or replaced it');
          (event.target as IDBDatabase).close();
        },
        terminated: () => end('the browser ended the connection to it'),
      });
      store = new IndexedDbStore(name, database);
      return store;
    } catch (cause) {
      throw storageError(`open index "${name}"`, cause);
    }
  }

  async load(): Promise<Snapshot | undefined> {
    return this.#attempt('read', async () => {
      const transaction = this.#database.transaction(['manifest', 'index', 'documents']);
      const [manifest, index, blocks] = await Promise.all([
        transaction.objectStore('manifest').get(ONLY),
        transaction.objectStore('index').get(ONLY),
        transaction.objectStore('documents').getAll(),
        transaction.done,
      ]);
      if (manifest === undefined) return undefined;
      if (!(index instanceof Uint8Array)) {
        throw new LeannError('corrupt', `leann: cannot read index "${this.#name}": its bytes are missing`);
      }
      return { manifest: parseManifest(manifest), index, documents: blocks.flatMap(parseDocumentBlock) };
    });
  }

  async commit(commit: Commit): Promise<void> {
    await this.#attempt('save', async () => {
      const transaction = this.#database.transaction(PARTS, 'readwrite', { durability: 'strict' });
      await writeCommit(this.#name, transaction, commit);
    });
  }

  async passages(nodes: readonly number[]): Promise<StoredPassage[]> {
    return this.#attempt('read passages of', async () => {
      const transaction = this.#database.transaction('passages');
      const numbers = [...new Set(nodes.map(blockOf))];
      const [read] = await Promise.all([
        Promise.all(numbers.map((block) => transaction.store.get(block))),
        transaction.done,
      ]);
      const blocks = new Map(numbers.map((block, row) => [block, parsePassageBlock(read[row])]));
      return nodes.map((node) => passageIn(blocks.get(blockOf(node)), node));
    });
  }

  async close(): Promise<void> {
    this.#end('it was closed');
  }

  /** Lets go of the database; running transactions finish. */
  #end(reason: string): void {
    this.#ended ??= reason;
    this.#database.close();
  }

  async #attempt<T>(action: string, act: () => Promise<T>): Promise<T> {
    const what = `${action} index "${this.#name}"`;
    if (this.#ended !== undefined) throw new LeannError('closed', `leann: cannot ${what}: ${this.#ended}`);
    try {
      return await act();
    } catch (cause) {
      throw storageError(what, cause);
    }
  }
}

/** Deletes a stored index; other tabs let go of it by themselves. Nothing happens when there is none. */
export async function deleteIndexedDb(name: string): Promise<void> {
  requireIndexedDb(name);
  try {
    await deleteDB(databaseName(name));
  } catch (cause) {
    throw storageError(`delete index "${name}"`, cause);
  }
}

function requireIndexedDb(name: string): void {
  if (typeof indexedDB === 'undefined' || indexedDB === null) {
    throw new LeannError(
      'storage-unavailable',
      `leann: cannot open index "${name}": there is no IndexedDB here; ` +
        `{ store: 'memory' } keeps an index for as long as the page lives`,
    );
  }
}
