// What the encoder's files have in common: a name of eight letters, a version, and a gzip stream (docs/encoder.md).
import { streamOf } from '../base/byte-stream.js';
import { LeannError, messageOf } from '../base/error.js';
import { ByteReader } from './byte-reader.js';

const MAGIC_BYTES = 8;
const START_BYTES = 12;
/** Gzip makes at most 1,032 bytes of one. */
const MOST_RATIO = 1032;

export interface FileKind {
  magic: string;
  version: number;
  /** What it is called in errors. */
  name: string;
}

/**
 * Reads what is packed in such a file.
 * @throws LeannError `model-load` for whatever is wrong with it.
 */
export async function readPacked<Result>(
  file: Uint8Array<ArrayBuffer>,
  kind: FileKind,
  read: (reader: ByteReader) => Promise<Result>,
): Promise<Result> {
  try {
    checkStart(file, kind);
    const packed = streamOf(file.subarray(START_BYTES));
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

/** Throws an Error if so many bytes cannot have been packed in the file: before memory is taken for them. */
export function checkUnpacked(bytes: number, file: Uint8Array): void {
  if (bytes > MOST_RATIO * file.length) throw new Error('its size cannot be true');
}

function checkStart(file: Uint8Array, { magic, version: expected, name }: FileKind): void {
  if (file.length < START_BYTES) throw new Error('it is cut short');
  if (new TextDecoder('latin1').decode(file.subarray(0, MAGIC_BYTES)) !== magic) {
    throw new Error(`it is no file of ${name}`);
  }
  const version = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC_BYTES, true);
  if (version !== expected) throw new Error(`it is of version ${version}, not ${expected}`);
}
