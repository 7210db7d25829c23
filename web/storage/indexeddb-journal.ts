// The journal of embedded vectors in IndexedDB.

import type { IndexedDbConnection } from './indexeddb-connection.js';
import { today } from './indexeddb-generations.js';
import type { Journal } from './store.js';

export class IndexedDbJournal implements Journal {
  readonly #connection: IndexedDbConnection;

  constructor(connection: IndexedDbConnection) {
    this.#connection = connection;
  }

  get(keys: readonly string[]): Promise<(Uint16Array | undefined)[]> {
    return this.#connection.use('read the journal of', async (database) => {
      const { store, done } = database.transaction('journal');
      const [records] = await Promise.all([Promise.all(keys.map((key) => store.get(key))), done]);
      return records.map((record) => (record?.vector instanceof Uint16Array ? record.vector : undefined));
    });
  }

  /** Not flushed to the disk: it outlasts the tab, and no more is needed. */
  put(entries: readonly (readonly [key: string, vector: Uint16Array])[]): Promise<void> {
    return this.#connection.use('write the journal of', async (database) => {
      const { store, done } = database.transaction('journal', 'readwrite', { durability: 'relaxed' });
      const day = today();
      const puts = entries.map(([key, vector]) => store.put({ vector: vector.slice(), day }, key));
      await Promise.all([...puts, done]);
    });
  }
}
