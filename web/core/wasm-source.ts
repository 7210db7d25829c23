// Finding the bytes of a WASM module wherever the caller says that they are.
import { LeannError } from '../base/error.js';
import { importInNode } from '../base/platform.js';

/** Where the WASM of the core is: a URL to fetch (or, in Node, a file URL), or its bytes. */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array;

/** @throws LeannError `not-found` when the file cannot be had. */
export async function readWasm(source: WasmSource): Promise<ArrayBuffer> {
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
    return await response.arrayBuffer();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LeannError('not-found', `leann: cannot load "${String(source)}": ${reason}`, { cause });
  }
}
