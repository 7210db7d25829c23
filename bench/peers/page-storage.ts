// Where a page keeps what libraries leave to it: records in IndexedDB.

import { type IDBPDatabase, openDB } from 'idb';
import type { HostStorage } from './peer.js';

const RECORDS = 'records';

export class PageStorage implements HostStorage {
  #database: Promise<IDBPDatabase> | undefined;

  async write(name: string, content: Uint8Array<ArrayBuffer> | string): Promise<number> {
    const transaction = (await this.#open()).transaction(RECORDS, 'readwrite', { durability: 'strict' });
    await Promise.all([transaction.store.put(content, name), transaction.done]);
    return typeof content === 'string' ? new TextEncoder().encode(content).length : content.length;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#get(name);
  }

  async readText(name: string): Promise<string> {
    return await this.#get(name);
  }

  async contentBytes(store: string): Promise<number> {
    let bytes = 0;
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await openDB(name);
      if (database.objectStoreNames.contains(store)) {
        const records: { contents?: Uint8Array }[] = await database.getAll(store);
        for (const { contents } of records) bytes += contents?.byteLength ?? 0;
      }
      database.close();
    }
    return bytes;
  }

  async #get<Content>(name: string): Promise<Content> {
    const found: Content | undefined = await (await this.#open()).get(RECORDS, name);
    if (found === undefined) throw new Error(`${name} has not been written`);
    return found;
  }

  #open(): Promise<IDBPDatabase> {
    this.#database ??= openDB('bench-peers', 1, {
      upgrade: (database) => database.createObjectStore(RECORDS),
    });
    return this.#database;
  }
}
