// Reads an encoder's weights from their file (docs/encoder.md), which may come from a stranger.
import { LeannError, messageOf } from '../base/error.js';
import { ByteReader } from './byte-reader.js';
import { EncoderModule } from './encoder-module.js';
import { type EncoderHeader, HEADER_BYTES, headerOf } from './encoder-shape.js';

const MAGIC = 'LEANNENC';
const VERSION = 1;
const START_BYTES = 12;

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
  try {
    return await read(file, (header) => load(header, wasm));
  } catch (cause) {
    throw new LeannError('model-load', `leann: cannot load encoder: ${messageOf(cause)}`, { cause });
  }
}

type Begin<Result> = (header: EncoderHeader) => Promise<{ result: Result; fill: Fill }>;
type Fill = (reader: ByteReader) => Promise<void>;

async function load(header: EncoderHeader, wasm: WebAssembly.Module) {
  const module = await EncoderModule.start(wasm, header.shape);
  const fill = (reader: ByteReader) => module.load((section) => reader.fill(section));
  return { result: { ...header, module }, fill };
}

/** Everything up to the end has to be read: that is where the checksum is. */
async function read<Result>(file: Uint8Array<ArrayBuffer>, begin: Begin<Result>): Promise<Result> {
  checkStart(file);
  const packed = new Blob([file.subarray(START_BYTES)]).stream();
  const reader = new ByteReader(packed.pipeThrough(new DecompressionStream('gzip')));
  try {
    const bytes = new Uint8Array(HEADER_BYTES);
    await reader.fill(bytes);
    const { result, fill } = await begin(headerOf(bytes));
    await fill(reader);
    await reader.end();
    return result;
  } catch (error) {
    await reader.cancel();
    // What a stream that cannot be unpacked is rejected with; its message differs by browser.
    throw error instanceof TypeError ? new Error('it is damaged', { cause: error }) : error;
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
