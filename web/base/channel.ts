// Messages between the pages and workers of a site.

/** The channel of that name; undefined where the browser allows none, as Firefox does on sites that may store nothing. */
export function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
