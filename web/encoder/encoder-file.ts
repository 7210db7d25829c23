// Reads an encoder's weights from their file (docs/encoder.md), which may come from a stranger.
import { LeannError, messageOf } from '../base/error.js';
import { ByteReader } from './byte-reader.js';
import { EncoderModule } from './encoder-module.js';
import { type EncoderHeader, HEADER_BYTES, headerOf, weightBytes } from './encoder-shape.js';

const MAGIC = 'LEANNENC';
const VERSION = 1;
const START_BYTES = 12;
/** Gzip makes at most 1,032 bytes of one. */
const MOST_RATIO = 1032;

export interface LoadedEncoder extends EncoderHeader {
  module: EncoderModule;
}

/**
 * An instance of `wasm` with the weights of `file`.
 * @throws LeannError `model-load` if the file is damaged, of another version, or of a shape that is not taken.
 */
export async function loadEncoder(
  file: Uint8Array<ArrayBuffer>,
  wasm: WebAssembly.Module,
): Promise<LoadedEncoder> {
  return await unpacked(file, async (reader) => {
    const header = await headerFrom(reader);
    // Before memory is taken for it.
    if (weightBytes(header.shape) > MOST_RATIO * file.length) throw new Error('its size cannot be true');
    const module = await EncoderModule.start(wasm, header.shape);
    await module.load((section) => reader.fill(section));
    // Everything up to the end has to be read: that is where the checksum is.
    await reader.end();
    return { ...header, module };
  });
}

/** What the file is, without its weights. Errors: as of {@link loadEncoder}. */
export async function readHeader(file: Uint8Array<ArrayBuffer>): Promise<EncoderHeader> {
  return await unpacked(file, headerFrom);
}

async function headerFrom(reader: ByteReader): Promise<EncoderHeader> {
  const bytes = new Uint8Array(HEADER_BYTES);
  await reader.fill(bytes);
  return headerOf(bytes);
}

async function unpacked<Result>(
  file: Uint8Array<ArrayBuffer>,
  read: (reader: ByteReader) => Promise<Result>,
): Promise<Result> {
  try {
    checkStart(file);
    const packed = new Blob([file.subarray(START_BYTES)]).stream();
    const reader = new ByteReader(packed.pipeThrough(new DecompressionStream('gzip')));
    try {
      return await read(reader);
    } finally {
      await reader.cancel();
    }
  } catch (cause) {
    throw new LeannError('model-load', `leann: cannot load encoder: ${messageOf(cause)}`, { cause });
  }
}

function checkStart(file: Uint8Array): void {
  if (file.length < START_BYTES) throw new Error('it is cut short');
  if (new TextDecoder('latin1').decode(file.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new Error('it is no file of an encoder');
  }
  const version = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length, true);
  if (version !== VERSION) throw new Error(`it is of version ${version}, not ${VERSION}`);
}
