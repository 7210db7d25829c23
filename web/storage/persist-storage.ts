// Asking the browser to keep what a site has stored.

/** Asks the browser not to evict the site's data by itself; whether it promises that. */
export async function persistStorage(): Promise<boolean> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  return (await storage?.persist?.()) ?? false;
}
