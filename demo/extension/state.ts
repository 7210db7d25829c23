// What the extension keeps beside the index, in a database of its own.

import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { PageSettings } from './protocol.js';

const NAME = 'bookmarks-by-meaning';
const SETTINGS = 'all';

export interface Settings {
  /** Whether meaning is indexed. */
  on: boolean;
  pages: PageSettings;
}

/** What became of a page's text. */
export interface PageRecord {
  url: string;
  /** Empty where it could not be read. */
  text: string;
  /** Why not. */
  failure?: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** A document of the index. `linked`: it is in the stored index; before that it may be. */
export interface DocumentRecord {
  id: string;
  linked: boolean;
}

interface Schema extends DBSchema {
  settings: { key: string; value: Settings };
  documents: { key: string; value: DocumentRecord };
  pages: { key: string; value: PageRecord };
}

export const DEFAULTS: Settings = { on: true, pages: { everywhere: false, hosts: [] } };

export class State {
  readonly #database: IDBPDatabase<Schema>;

  private constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  static async open(): Promise<State> {
    const database = await openDB<Schema>(NAME, 1, {
      upgrade(created) {
        created.createObjectStore('settings');
        created.createObjectStore('documents', { keyPath: 'id' });
        created.createObjectStore('pages', { keyPath: 'url' });
      },
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new State(database);
  }

  async settings(): Promise<Settings> {
    return (await this.#database.get('settings', SETTINGS)) ?? DEFAULTS;
  }

  async setSettings(settings: Settings): Promise<void> {
    await this.#database.put('settings', settings, SETTINGS);
  }

  documents(): Promise<DocumentRecord[]> {
    return this.#database.getAll('documents');
  }

  /** To be called with `linked` false before an addition to the index, with true when that is saved. */
  async putDocuments(ids: readonly string[], linked: boolean): Promise<void> {
    const transaction = this.#database.transaction('documents', 'readwrite');
    await Promise.all([...ids.map((id) => transaction.store.put({ id, linked })), transaction.done]);
  }

  async dropDocuments(ids: readonly string[]): Promise<void> {
    const transaction = this.#database.transaction('documents', 'readwrite');
    await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
  }

  pages(): Promise<PageRecord[]> {
    return this.#database.getAll('pages');
  }

  async putPages(pages: readonly PageRecord[]): Promise<void> {
    const transaction = this.#database.transaction('pages', 'readwrite');
    await Promise.all([...pages.map((page) => transaction.store.put(page)), transaction.done]);
  }

  async dropPages(urls: readonly string[]): Promise<void> {
    const transaction = this.#database.transaction('pages', 'readwrite');
    await Promise.all([...urls.map((url) => transaction.store.delete(url)), transaction.done]);
  }

  /** Forgets all but the settings. */
  async clear(): Promise<void> {
    const transaction = this.#database.transaction(['documents', 'pages'], 'readwrite');
    await Promise.all([
      transaction.objectStore('documents').clear(),
      transaction.objectStore('pages').clear(),
      transaction.done,
    ]);
  }

  close(): void {
    this.#database.close();
  }

  static async delete(): Promise<void> {
    await deleteDB(NAME);
  }
}
