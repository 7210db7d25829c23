// Tells Node and browsers apart, and names things in either.

/** Node, or something that behaves like it. */
export function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: unknown } } };
  return typeof process?.versions?.node === 'string';
}

/**
 * The parts of Node's own modules that are used here. web/ is compiled without Node's types, so that nothing else of
 * Node slips in.
 */
interface NodeModules {
  'node:fs/promises': {
    readFile(path: string | URL, options?: { signal?: AbortSignal }): Promise<Uint8Array<ArrayBuffer>>;
  };
  'node:path': { join(...parts: string[]): string };
  'node:url': { fileURLToPath(url: string | URL): string; pathToFileURL(path: string): URL };
}

/**
 * Imports a module that only Node has. The name is not written in the import, so that bundlers for browsers do
 * not look for it.
 */
export function importInNode<Name extends keyof NodeModules>(name: Name): Promise<NodeModules[Name]>;
export function importInNode<Module>(name: string): Promise<Module>;
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
