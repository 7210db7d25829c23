// The WASM of the core that comes with the package: as files, or inside scripts if bundlers left the files behind.

import { unpackedFile } from '../base/packed-file.js';
import { shippedFile } from '../base/shipped-file.js';
import type { WasmSource } from './wasm-source.js';

const core = () => new URL('./leann-core.wasm', import.meta.url);
const reader = () => new URL('./leann-reader.wasm', import.meta.url);

export async function coreWasm(): Promise<WasmSource> {
  const url = shippedFile(core, 'web/core/leann-core.wasm');
  if (url !== undefined) return url;
  const { default: packed } = await import('./leann-core-wasm.js');
  return await unpackedFile(packed, 'leann-core.wasm');
}

export async function readerWasm(): Promise<WasmSource> {
  const url = shippedFile(reader, 'web/core/leann-reader.wasm');
  if (url !== undefined) return url;
  const { default: packed } = await import('./leann-reader-wasm.js');
  return await unpackedFile(packed, 'leann-reader.wasm');
}
