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
