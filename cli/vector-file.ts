// A file of vectors by the hash of what was embedded: what an interrupted or an earlier build need not embed again.
//
// header := "LEANNVEC" version dimension          ; 8 bytes of ASCII, then two u32, little-endian
// record := key vector checksum                   ; 32 bytes; f16[dimension]; CRC-32 of both, u32

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { crc32 } from '../web/base/crc32.js';
import type { Embedder } from '../web/index.js';
import { readIfThere, syncFolder } from './files.js';

/** Where the vectors of a published folder are kept: one file for each folder and model, wherever the project lies. */
export function vectorPath(
  { cache, out }: { cache: string; out: string },
  { fingerprint, dimension, dtype = 'int8' }: Pick<Embedder, 'fingerprint' | 'dimension' | 'dtype'>,
): string {
  const place = relative(resolve(cache), resolve(out));
  // Number formats of one model have the same fingerprint; whoever asks for floats gets those.
  const format = dtype === 'int8' ? '' : `\n${dtype}`;
  const name = createHash('sha256').update(`${place}\n${fingerprint}\n${dimension}${format}`).digest('hex');
  return join(cache, `${name.slice(0, 16)}.vectors`);
}

const MAGIC = 'LEANNVEC';
const VERSION = 1;
const HEADER_BYTES = 16;
const KEY_BYTES = 32;
const CHECK_BYTES = 4;

/** Records that are written before they are brought to the disk; a power cut costs no more. */
const SYNC_EVERY = 1024;

/** Only ever appended to, in whole records. Keys are 64 hexadecimal digits. */
export class VectorFile {
  readonly #path: string;
  readonly #dimension: number;
  readonly #vectors: Map<string, Uint16Array>;
  #file: FileHandle;
  #unsynced = 0;

  private constructor(path: string, dimension: number, vectors: Map<string, Uint16Array>, file: FileHandle) {
    this.#path = path;
    this.#dimension = dimension;
    this.#vectors = vectors;
    this.#file = file;
  }

  /**
   * The records of the file, without damaged ones; a file of another kind is begun again. Errors: those of the file
   * system.
   */
  static async open(path: string, dimension: number): Promise<VectorFile> {
    await mkdir(dirname(path), { recursive: true });
    const bytes = (await readIfThere(path)) ?? Buffer.alloc(0);
    const usable = bytes.subarray(0, HEADER_BYTES).equals(headerOf(dimension));
    const vectors = usable ? readRecords(bytes, dimension) : new Map<string, Uint16Array>();
    if (!usable) await rm(path, { force: true });
    const file = await open(path, 'a');
    // A record that a crash cut short would shift those that come after it.
    const whole = Math.floor((bytes.length - HEADER_BYTES) / recordBytes(dimension));
    if (usable) await file.truncate(HEADER_BYTES + whole * recordBytes(dimension));
    else await file.appendFile(headerOf(dimension));
    return new VectorFile(path, dimension, vectors, file);
  }

  get size(): number {
    return this.#vectors.size;
  }

  get(key: string): Uint16Array | undefined {
    return this.#vectors.get(key);
  }

  /** Adds vectors; when it resolves, they outlast this process. */
  async append(entries: readonly (readonly [key: string, vector: Uint16Array])[]): Promise<void> {
    await this.#file.appendFile(Buffer.concat(entries.map(([key, vector]) => recordOf(key, vector))));
    for (const [key, vector] of entries) this.#vectors.set(key, vector);
    this.#unsynced += entries.length;
    if (this.#unsynced < SYNC_EVERY) return;
    this.#unsynced = 0;
    await this.#file.sync();
  }

  /**
   * Adds the vectors of another file that are not here yet. Gives how many undamaged ones it has; 0 if it is of another kind. Errors:
   * those of the file system.
   */
  async addFile(path: string): Promise<number> {
    const bytes = (await readIfThere(path)) ?? Buffer.alloc(0);
    if (!bytes.subarray(0, HEADER_BYTES).equals(headerOf(this.#dimension))) return 0;
    const there = readRecords(bytes, this.#dimension);
    const entries = [...there].filter(([key]) => !this.#vectors.has(key));
    for (let first = 0; first < entries.length; first += SYNC_EVERY)
      await this.append(entries.slice(first, first + SYNC_EVERY));
    return there.size;
  }

  /** When it resolves, all that was added is on the disk. */
  async sync(): Promise<void> {
    await this.#file.sync();
  }

  /** Drops all but these, once they are less than half of what is there; as a whole or not at all. */
  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size * 2 >= this.#vectors.size) return;
    const kept = [...this.#vectors].filter(([key]) => keys.has(key));
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w');
    try {
      await file.appendFile(headerOf(this.#dimension));
      for (const [key, vector] of kept) await file.appendFile(recordOf(key, vector));
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#file.close();
    await rename(temporary, this.#path);
    await syncFolder(dirname(this.#path));
    this.#file = await open(this.#path, 'a');
    this.#vectors.clear();
    for (const [key, vector] of kept) this.#vectors.set(key, vector);
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }
}

function recordBytes(dimension: number): number {
  return KEY_BYTES + 2 * dimension + CHECK_BYTES;
}

function headerOf(dimension: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'ascii');
  header.writeUInt32LE(VERSION, 8);
  header.writeUInt32LE(dimension, 12);
  return header;
}

function recordOf(key: string, vector: Uint16Array): Buffer {
  const record = Buffer.alloc(recordBytes(vector.length));
  record.write(key, 'hex');
  for (const [place, half] of vector.entries()) record.writeUInt16LE(half, KEY_BYTES + 2 * place);
  record.writeUInt32LE(crc32(record.subarray(0, -CHECK_BYTES)), record.length - CHECK_BYTES);
  return record;
}

function readRecords(bytes: Buffer, dimension: number): Map<string, Uint16Array> {
  const vectors = new Map<string, Uint16Array>();
  const size = recordBytes(dimension);
  for (let at = HEADER_BYTES; at + size <= bytes.length; at += size) {
    const record = bytes.subarray(at, at + size);
    if (crc32(record.subarray(0, -CHECK_BYTES)) !== record.readUInt32LE(size - CHECK_BYTES)) continue;
    const vector = new Uint16Array(dimension);
    for (let place = 0; place < dimension; place++)
      vector[place] = record.readUInt16LE(KEY_BYTES + 2 * place);
    vectors.set(record.toString('hex', 0, KEY_BYTES), vector);
  }
  return vectors;
}
