// A file of vectors by the hash of what was embedded: what an interrupted or an earlier build need not embed again.

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Embedder } from '../web/index.js';
import { syncFolder } from './files.js';
import { KnownVectors } from './known-vectors.js';
import { fileBytes, headerOf, recordOf, type VectorRecord, VectorRecords } from './vector-records.js';

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

/** Records that are written before they are brought to the disk; a power cut costs no more. */
const SYNC_EVERY = 1024;

/** Only ever appended to, in whole records. Keys are 64 hexadecimal digits. */
export class VectorFile {
  readonly #path: string;
  readonly #dimension: number;
  #vectors: KnownVectors;
  #file: FileHandle;
  #unsynced = 0;

  private constructor(path: string, dimension: number, vectors: KnownVectors, file: FileHandle) {
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
    const vectors = new KnownVectors(dimension);
    const whole = await readRecords(path, dimension, async (records) => {
      for (const [key, vector] of records) vectors.set(key, vector);
    });
    if (whole === undefined) await rm(path, { force: true });
    const file = await open(path, 'a');
    // A record that a crash cut short would shift those that come after it.
    if (whole !== undefined) await file.truncate(fileBytes(dimension, whole));
    else await file.appendFile(headerOf(dimension));
    return new VectorFile(path, dimension, vectors, file);
  }

  get size(): number {
    return this.#vectors.size;
  }

  /** Not to be changed. */
  get(key: string): Uint16Array | undefined {
    return this.#vectors.get(key);
  }

  /** Adds vectors; when it resolves, they outlast this process. */
  async append(entries: readonly VectorRecord[]): Promise<void> {
    await this.#file.appendFile(Buffer.concat(entries.map(recordOf)));
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
    const there = new Set<string>();
    await readRecords(path, this.#dimension, async (records) => {
      const entries = new Map(records.filter(([key]) => !this.#vectors.has(key)));
      if (entries.size > 0) await this.append([...entries]);
      for (const [key] of records) there.add(key);
    });
    return there.size;
  }

  /** When it resolves, all that was added is on the disk. */
  async sync(): Promise<void> {
    await this.#file.sync();
  }

  /** Drops all but these, once they are less than half of what is there; as a whole or not at all. */
  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size * 2 >= this.#vectors.size) return;
    const kept = new KnownVectors(this.#dimension);
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w');
    try {
      await file.appendFile(headerOf(this.#dimension));
      for (const key of this.#vectors.keys()) {
        const vector = keys.has(key) ? this.#vectors.get(key) : undefined;
        if (vector === undefined) continue;
        await file.appendFile(recordOf([key, vector]));
        kept.set(key, vector);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#file.close();
    await rename(temporary, this.#path);
    await syncFolder(dirname(this.#path));
    this.#file = await open(this.#path, 'a');
    this.#vectors = kept;
  }

  async close(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
  }
}

/** Gives the records some at a time, and how many there are, damaged ones included; undefined where there is no such file. */
async function readRecords(
  path: string,
  dimension: number,
  take: (records: VectorRecord[]) => Promise<void>,
): Promise<number | undefined> {
  const records = await VectorRecords.open(path, dimension);
  try {
    if (records !== undefined) for await (const batch of records.batches()) await take(batch);
    return records?.count;
  } finally {
    await records?.close();
  }
}
