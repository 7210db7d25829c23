// Starts a worker from a script, of another origin too.

/** @param url absolute. The script is a module; a server of another origin has to allow its use (CORS). */
export function workerAt(url: string): Worker {
  return new Worker(isForeign(url) ? importing(url) : url, { type: 'module' });
}

/** Browsers start no worker from a script of another origin, but one of this origin may import it. */
function isForeign(url: string): boolean {
  const { protocol, origin } = new URL(url);
  return /^https?:$/.test(protocol) && origin !== globalThis.origin;
}

const importing = (url: string) => {
  const blob = new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' });
  return URL.createObjectURL(blob);
};
