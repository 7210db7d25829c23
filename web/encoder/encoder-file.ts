// Reads an encoder's weights from their file (docs/encoder.md), which may come from a stranger.
import type { ByteReader } from './byte-reader.js';
import { EncoderModule, TABLE_SECTIONS } from './encoder-module.js';
import { type EncoderHeader, HEADER_BYTES, headerOf, weightBytes } from './encoder-shape.js';
import { checkUnpacked, type FileKind, readPacked } from './packed-file.js';

const KIND: FileKind = { magic: 'LEANNENC', version: 2, name: 'an encoder' };

export interface LoadedEncoder extends EncoderHeader {
  /** Its table of tokens is empty. */
  module: EncoderModule;
}

/**
 * An instance of `wasm` with the weights of `file`, which has no rows of tokens: {@link TokenRows} adds them.
 * @throws LeannError `model-load` if the file is damaged, of another version, or of a shape that is not taken.
 */
export async function loadEncoder(
  file: Uint8Array<ArrayBuffer>,
  wasm: WebAssembly.Module,
): Promise<LoadedEncoder> {
  return await readPacked(file, KIND, async (reader) => {
    const header = await headerFrom(reader);
    checkUnpacked(weightBytes(header.shape), file);
    const module = await EncoderModule.start(wasm, header.shape);
    await module.load((section, number) => (number < TABLE_SECTIONS ? undefined : reader.fill(section)));
    // Everything up to the end has to be read: that is where the checksum is.
    await reader.end();
    return { ...header, module };
  });
}

/** What the file is, without its weights. Errors: as of {@link loadEncoder}. */
export async function readHeader(file: Uint8Array<ArrayBuffer>): Promise<EncoderHeader> {
  return await readPacked(file, KIND, headerFrom);
}

async function headerFrom(reader: ByteReader): Promise<EncoderHeader> {
  const bytes = new Uint8Array(HEADER_BYTES);
  await reader.fill(bytes);
  return headerOf(bytes);
}
