// Photos that were read but are not indexed yet, kept in the browser: closing the tab loses none of them.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ImageDocument } from '../../web/index.js';

const NAME = 'leann-web demo: photos to index';

/** What is kept with a photo. */
export interface PhotoMetadata {
  /** Tells whether a file has changed. */
  stamp: string;
  day?: string;
  year?: string;
  /** To a tenth of a degree. */
  place?: string;
}

interface Schema extends DBSchema {
  photos: { key: string; value: ImageDocument<PhotoMetadata> };
}

/** Without storage it lives in memory. */
export class PhotoQueue {
  readonly #database: IDBPDatabase<Schema> | undefined;
  readonly #memory = new Map<string, ImageDocument<PhotoMetadata>>();

  private constructor(database: IDBPDatabase<Schema> | undefined) {
    this.#database = database;
  }

  static async open(): Promise<PhotoQueue> {
    const database = await openDB<Schema>(NAME, 1, {
      upgrade: (made) => void made.createObjectStore('photos', { keyPath: 'id' }),
    }).catch(() => undefined);
    return new PhotoQueue(database);
  }

  async size(): Promise<number> {
    return (await this.#database?.count('photos')) ?? this.#memory.size;
  }

  async put(photo: ImageDocument<PhotoMetadata>): Promise<void> {
    if (this.#database === undefined) this.#memory.set(photo.id, photo);
    else await this.#database.put('photos', photo);
  }

  /** Photo after photo, in the order of their ids. */
  async *all(): AsyncGenerator<ImageDocument<PhotoMetadata>> {
    if (this.#database === undefined) yield* this.#memory.values();
    const keys = (await this.#database?.getAllKeys('photos')) ?? [];
    for (const key of keys) {
      const photo = await this.#database?.get('photos', key);
      if (photo !== undefined) yield photo;
    }
  }

  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#database?.clear('photos');
  }
}
