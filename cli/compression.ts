// Compresses what a server sends, and keeps the results.

import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip';

/** Levels that keep up with a visitor who waits. */
const COMPRESS: Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 6 }),
};

/** Pictures, models, indexes and shards are as short as they get. */
const GAINS = /^(text\/|application\/(json|wasm|xml|manifest\+json)\b|image\/svg)/;

/** Shorter ones fit into one packet as they are; longer ones would fill the memory. */
const SHORTEST = 1000;
const LONGEST = 2 ** 26;
const KEPT = 2 ** 27;

/** A file at one moment. */
export interface FileVersion {
  path: string;
  size: number;
  /** Another one for other bytes. */
  version: string;
}

/** Whether a file of this type and size is worth it. */
export function compresses(type: string, size: number): boolean {
  return GAINS.test(type) && size >= SHORTEST && size <= LONGEST;
}

/** The best that a request's Accept-Encoding allows. */
export function acceptedEncoding(header: string | undefined): Encoding | undefined {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const allowed = (name: string) => (weights.get(name) ?? weights.get('*') ?? 0) > 0;
  return (['br', 'gzip'] as const).find(allowed);
}

/** Compressed files, the least recently used of which go first. */
export class CompressedFiles {
  readonly #results = new Map<string, { bytes: Promise<Uint8Array>; length: number }>();
  readonly #kept: number;
  #length = 0;

  /** @param kept bytes of results that are kept. */
  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  /** The bytes to send. Rejects where the file cannot be read. */
  async get({ path, version }: FileVersion, encoding: Encoding): Promise<Uint8Array> {
    const key = `${encoding} ${version} ${path}`;
    // Put again, it is the last to go.
    const result = this.#results.get(key) ?? { bytes: compressed(path, encoding), length: 0 };
    this.#results.delete(key);
    this.#results.set(key, result);
    try {
      const bytes = await result.bytes;
      this.#count(key, result, bytes.length);
      return bytes;
    } catch (error) {
      this.#results.delete(key);
      throw error;
    }
  }

  /** Counts a result when it is there, once, and drops others for it. */
  #count(key: string, result: { length: number }, length: number): void {
    if (result.length > 0 || this.#results.get(key) !== result) return;
    result.length = length;
    this.#length += length;
    for (const [oldest, { length }] of this.#results) {
      if (this.#length <= this.#kept || oldest === key) return;
      this.#results.delete(oldest);
      this.#length -= length;
    }
  }
}

async function compressed(path: string, encoding: Encoding): Promise<Uint8Array> {
  return await COMPRESS[encoding](await readFile(path));
}
