// Loading a WASM module from wherever the caller says that it is.

import { LeannError } from '../base/error.js';
import { isHtmlPage } from '../base/html-page.js';
import { importInNode } from '../base/platform.js';

/** Where the WASM of the core is: a URL to fetch (or, in Node, a file URL), or its bytes. */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array;

/**
 * What `start` makes of the module's bytes.
 * @throws LeannError `not-found` if they cannot be had, `internal` if they cannot be started.
 */
export async function loadWasm<Module>(
  source: WasmSource,
  start: (bytes: ArrayBuffer) => Promise<Module>,
): Promise<Module> {
  const bytes = await readWasm(source);
  try {
    return await start(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LeannError('internal', `leann: cannot start the WASM core: ${reason}`, { cause });
  }
}

async function readWasm(source: WasmSource): Promise<ArrayBuffer> {
  if (source instanceof ArrayBuffer) return source;
  if (source instanceof Uint8Array) return source.slice().buffer;
  try {
    const url = new URL(source, globalThis.location?.href ?? import.meta.url);
    if (url.protocol === 'file:') {
      const { readFile } = await importInNode('node:fs/promises');
      return new Uint8Array(await readFile(url)).buffer;
    }
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    const bytes = await response.arrayBuffer();
    // Servers of single-page sites answer so for what they do not have.
    if (isHtmlPage(new Uint8Array(bytes), response.headers.get('content-type')))
      throw new Error('the server answered with an HTML page');
    return bytes;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LeannError('not-found', `leann: cannot load "${String(source)}": ${reason}`, { cause });
  }
}
