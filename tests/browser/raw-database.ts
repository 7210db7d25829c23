// IndexedDB itself, to look at what the package stored and to damage it.

/** Opens the database of the index of that name. */
export function raw(name: string, version?: number): Promise<IDBDatabase> {
  return requested(indexedDB.open(`leann-web:${name}`, version));
}

export function get(database: IDBDatabase, part: string, key: IDBValidKey): Promise<unknown> {
  return requested(database.transaction(part).objectStore(part).get(key));
}

export function put(database: IDBDatabase, part: string, key: IDBValidKey, value: unknown): Promise<unknown> {
  return requested(database.transaction(part, 'readwrite').objectStore(part).put(value, key));
}

export function requested<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
