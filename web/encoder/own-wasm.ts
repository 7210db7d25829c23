// The encoder's modules that come with the package: as files, or inside scripts if bundlers left the files behind.

import { unpackedFile } from '../base/packed-file.js';
import { shippedFile } from '../base/shipped-file.js';

/** `relaxed-sum` and `relaxed-pairs` need relaxed SIMD; which is faster depends on the processor. */
export type Kernel = 'plain' | 'relaxed-sum' | 'relaxed-pairs';

const FILES: Record<Kernel, () => URL> = {
  plain: () => new URL('./leann-encoder-plain.wasm', import.meta.url),
  'relaxed-sum': () => new URL('./leann-encoder-relaxed-sum.wasm', import.meta.url),
  'relaxed-pairs': () => new URL('./leann-encoder-relaxed-pairs.wasm', import.meta.url),
};

const SCRIPTS: Record<Kernel, () => Promise<{ default: string }>> = {
  plain: () => import('./leann-encoder-plain-wasm.js'),
  'relaxed-sum': () => import('./leann-encoder-relaxed-sum-wasm.js'),
  'relaxed-pairs': () => import('./leann-encoder-relaxed-pairs-wasm.js'),
};

/** Where the module is, or its bytes. */
export async function kernelWasm(kernel: Kernel): Promise<URL | Uint8Array> {
  const name = `leann-encoder-${kernel}.wasm`;
  const url = shippedFile(FILES[kernel], `web/encoder/${name}`);
  if (url !== undefined) return url;
  const { default: packed } = await SCRIPTS[kernel]();
  return await unpackedFile(packed, name);
}
