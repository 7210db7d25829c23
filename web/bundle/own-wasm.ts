// The WASM of the core in a published folder, where the scripts of the package lie beside it. Stands in for
// web/core/own-wasm.ts there.

export async function coreWasm(): Promise<URL> {
  return new URL('./leann-core.wasm', import.meta.url);
}

export async function readerWasm(): Promise<URL> {
  return new URL('./leann-reader.wasm', import.meta.url);
}
