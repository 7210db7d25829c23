// The journal of embedded vectors in IndexedDB.

import type { IndexedDbConnection } from './indexeddb-connection.js';
import { today } from './indexeddb-generations.js';
import { reading, writing } from './indexeddb-transaction.js';
import type { Journal } from './store.js';

export class IndexedDbJournal implements Journal {
  readonly #connection: IndexedDbConnection;

  constructor(connection: IndexedDbConnection) {
    this.#connection = connection;
  }

  get(keys: readonly string[]): Promise<(Uint16Array | undefined)[]> {
    return this.#connection.use('read the journal of', async (database) => {
      const records = await reading(database, ['journal'], (transaction) =>
        Promise.all(keys.map(async (key) => transaction.objectStore('journal').get(key))),
      );
      return records.map((record) => (record?.vector instanceof Uint16Array ? record.vector : undefined));
    });
  }

  /** Not flushed to the disk: it survives closing the tab, and no more is needed. */
  put(entries: readonly (readonly [key: string, vector: Uint16Array])[]): Promise<void> {
    const day = today();
    return this.#connection.use('write the journal of', (database) =>
      writing(
        database,
        'relaxed',
        async (transaction) => {
          const records = transaction.objectStore('journal');
          const puts = entries.map(async ([key, vector]) =>
            records.put({ vector: vector.slice(), day }, key),
          );
          await Promise.all(puts);
        },
        ['journal'],
      ),
    );
  }
}
