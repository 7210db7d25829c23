// The encoder's modules in a published folder, where the scripts of the package lie beside them. Stands in for
// web/encoder/own-wasm.ts there.

export async function kernelWasm(kernel: string): Promise<URL> {
  return new URL(`./leann-encoder-${kernel}.wasm`, import.meta.url);
}
