// What the extension keeps beside the index, in a database of its own.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Page } from './page-text.js';

const NAME = 'bookmarks-by-meaning';
const ONLY = 'all';

export interface Settings {
  /** Whether meaning is indexed. */
  on: boolean;
  /** Whether the history is found, too, and of how many days; 0 for all of it. */
  history: boolean;
  days: number;
  /** Whether open tabs are found, too. */
  tabs: boolean;
  /** Whether the texts of open pages are read, of sites that are allowed. */
  openPages: boolean;
  /** Whether something was deleted that may be in the stored index still. */
  erase: boolean;
}

export const DEFAULTS: Settings = {
  on: true,
  history: false,
  days: 90,
  tabs: false,
  openPages: false,
  erase: false,
};

/** What became of a page. Those that earlier versions read have neither title nor headings. */
export interface PageRecord extends Page {
  url: string;
  /** Empty where it could not be read. */
  text: string;
  /** Why not. */
  failure?: string;
  /** Whether it was read from a tab, as its visitor saw it. */
  open?: true;
  /** Milliseconds since 1970. */
  at: number;
}

interface Schema extends DBSchema {
  settings: { key: string; value: Settings };
  pages: { key: string; value: PageRecord };
}

export class State {
  readonly #database: IDBPDatabase<Schema>;

  private constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  static async open(): Promise<State> {
    const database = await openDB<Schema>(NAME, 1, {
      upgrade(created) {
        created.createObjectStore('settings');
        created.createObjectStore('pages', { keyPath: 'url' });
      },
    });
    return new State(database);
  }

  async settings(): Promise<Settings> {
    return { ...DEFAULTS, ...(await this.#database.get('settings', ONLY)) };
  }

  async setSettings(settings: Settings): Promise<void> {
    await this.#database.put('settings', settings, ONLY);
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
}
