// The records of a file of vectors: how they are written, and read some at a time. Node reads no file of more than 2 GiB at once.
//
// header := "LEANNVEC" version dimension          ; 8 bytes of ASCII, then two u32, little-endian
// record := key vector checksum                   ; 32 bytes; f16[dimension]; CRC-32 of both, u32

import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from '../web/base/crc32.js';
import { isMissing } from './files.js';

const MAGIC = 'LEANNVEC';
const VERSION = 1;
const HEADER_BYTES = 16;
const KEY_BYTES = 32;
const CHECK_BYTES = 4;

/** Bytes that are read at once. */
const BLOCK_BYTES = 2 ** 22;

/** The vector, in halves, of what has this hash, which is written as 64 hexadecimal digits. */
export type VectorRecord = readonly [key: string, vector: Uint16Array];

/** The records that a file has when it is opened. */
export class VectorRecords {
  /** How many there are, damaged ones included; a record that was cut short is none. */
  readonly count: number;
  readonly #file: FileHandle;
  readonly #dimension: number;

  private constructor(file: FileHandle, dimension: number, count: number) {
    this.#file = file;
    this.#dimension = dimension;
    this.count = count;
  }

  /** Undefined where there is no file, or one of another kind. Errors: those of the file system. */
  static async open(path: string, dimension: number): Promise<VectorRecords | undefined> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      if (isMissing(cause)) return undefined;
      throw cause;
    });
    if (file === undefined) return undefined;
    try {
      const header = await readAt(file, 0, Buffer.alloc(HEADER_BYTES));
      if (header.equals(headerOf(dimension))) {
        const { size } = await file.stat();
        const count = Math.floor((size - HEADER_BYTES) / recordBytes(dimension));
        return new VectorRecords(file, dimension, count);
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return undefined;
  }

  /** Those that are not damaged, some at a time: as many as fit into so many bytes, at least one. Errors: those of the file system. */
  async *batches(blockBytes = BLOCK_BYTES): AsyncGenerator<VectorRecord[]> {
    const size = recordBytes(this.#dimension);
    const most = Math.max(1, Math.floor(blockBytes / size));
    const block = Buffer.alloc(Math.min(most, this.count) * size);
    for (let first = 0; first < this.count; first += most) {
      const wanted = block.subarray(0, Math.min(most, this.count - first) * size);
      const bytes = await readAt(this.#file, HEADER_BYTES + first * size, wanted);
      const records: VectorRecord[] = [];
      // Of a file that became shorter meanwhile, the last one may be there in part.
      for (let at = 0; at + size <= bytes.length; at += size) {
        const record = recordIn(bytes.subarray(at, at + size), this.#dimension);
        if (record !== undefined) records.push(record);
      }
      yield records;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Bytes of a file with so many records. */
export function fileBytes(dimension: number, records: number): number {
  return HEADER_BYTES + records * recordBytes(dimension);
}

/** What a file of vectors begins with. */
export function headerOf(dimension: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'ascii');
  header.writeUInt32LE(VERSION, 8);
  header.writeUInt32LE(dimension, 12);
  return header;
}

/** A record as the file has it. */
export function recordOf([key, vector]: VectorRecord): Buffer {
  const record = Buffer.alloc(recordBytes(vector.length));
  record.write(key, 'hex');
  for (let place = 0; place < vector.length; place++)
    record.writeUInt16LE(vector[place] ?? 0, KEY_BYTES + 2 * place);
  record.writeUInt32LE(crc32(record.subarray(0, -CHECK_BYTES)), record.length - CHECK_BYTES);
  return record;
}

function recordBytes(dimension: number): number {
  return KEY_BYTES + 2 * dimension + CHECK_BYTES;
}

/** Undefined if it is damaged. */
function recordIn(bytes: Buffer, dimension: number): VectorRecord | undefined {
  if (crc32(bytes.subarray(0, -CHECK_BYTES)) !== bytes.readUInt32LE(bytes.length - CHECK_BYTES))
    return undefined;
  const vector = new Uint16Array(dimension);
  for (let place = 0; place < dimension; place++) vector[place] = bytes.readUInt16LE(KEY_BYTES + 2 * place);
  return [bytes.toString('hex', 0, KEY_BYTES), vector];
}

/** The part of `into` that could be filled: all of it, unless the file ends. */
async function readAt(file: FileHandle, position: number, into: Buffer): Promise<Buffer> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return into.subarray(0, filled);
}
