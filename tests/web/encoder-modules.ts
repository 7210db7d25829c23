// The modules of our own encoder, as they were built.
import { readFile } from 'node:fs/promises';
import { ROOT } from '../../tools/paths.js';

/** `scalar` is what the others have to equal, and is not shipped. */
export type ModuleName = 'plain' | 'relaxed-sum' | 'relaxed-pairs' | 'scalar';

/** The modules' folder, as pages are served them. */
export const ENCODER_FOLDER = `${ROOT}dist/web/encoder`;

export async function encoderBytes(name: ModuleName): Promise<Uint8Array<ArrayBuffer>> {
  const folder = name === 'scalar' ? `${ROOT}build/wasm/bindings/encoder` : ENCODER_FOLDER;
  return new Uint8Array(await readFile(`${folder}/leann-encoder-${name}.wasm`));
}

export async function encoderModule(name: ModuleName): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await encoderBytes(name));
}
