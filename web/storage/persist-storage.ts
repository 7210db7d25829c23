// Asking the browser to keep what a site has stored.

/** Asks the browser not to evict the site's data by itself; whether it promises that. Errors: the signal's reason. */
export async function persistStorage(signal?: AbortSignal): Promise<boolean> {
  signal?.throwIfAborted();
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  const asked = storage?.persist?.() ?? Promise.resolve(false);
  if (signal === undefined) return await asked;
  return await new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
