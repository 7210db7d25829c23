// Tells Node and browsers apart, and names things in either.

/** Node, or something that behaves like it. */
export function isNode(): boolean {
  return typeof process === 'object' && typeof process.versions?.node === 'string';
}

/**
 * Imports a module that only Node has. The name is not written in the import, so that bundlers for browsers do
 * not look for it.
 */
export async function importInNode<Module>(name: string): Promise<Module> {
  return await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

/** Whether a name is a URL with its scheme, not a path. One letter before the colon is a drive. */
export function isUrl(name: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(name);
}

/** An absolute URL; relative ones are taken from the page, as in its HTML. */
export function absoluteUrl(url: string | URL): string {
  const base = typeof document === 'object' ? document.baseURI : globalThis.location?.href;
  return new URL(url, base).href;
}
