// Downloads files of a folder on a server: what was begun is resumed, and what is there is checked by its digest.

import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readIfThere, writeSynced } from './files.js';

/** What was downloaded, by path. */
export interface Downloaded {
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
}

/** The digests of a folder's files, and where they came from. */
const RECORD = 'download.json';
/** What is not whole yet. */
const PART = '.part';
/** How servers of models name large files: by their SHA-256. */
const DIGEST = /^(?:W\/)?"?([0-9a-f]{64})"?$/;

export type OnBytes = (file: string, loaded: number, total: number | undefined) => void;

/** One folder on a server, copied into one here. */
export class Download {
  readonly #from: URL;
  readonly #to: string;
  readonly #signal: AbortSignal;
  readonly #onBytes: OnBytes;
  #known: Record<string, Downloaded> = {};

  private constructor(from: URL, to: string, signal: AbortSignal, onBytes: OnBytes) {
    this.#from = from;
    this.#to = to;
    this.#signal = signal;
    this.#onBytes = onBytes;
  }

  /** Errors: an Error if files of another folder are there. */
  static async into(to: string, from: URL, signal: AbortSignal, onBytes: OnBytes): Promise<Download> {
    const download = new Download(from, to, signal, onBytes);
    const bytes = await readIfThere(join(to, RECORD));
    if (bytes === undefined) return download;
    const { url, files } = JSON.parse(bytes.toString('utf8'));
    if (url !== from.href) throw new Error(`cannot download into ${to}: it has the files of ${url}`);
    download.#known = files;
    return download;
  }

  /** Where the files are here. */
  get folder(): string {
    return this.#to;
  }

  /**
   * The file's bytes and digest once it is here and whole; undefined if the server has none. Errors: an Error if it cannot be
   * fetched, or is not what its digest says.
   */
  async fetch(file: string): Promise<Downloaded | undefined> {
    const known = this.#known[file];
    if (known !== undefined && (await this.#isWhole(file, known))) return known;
    const place = join(this.#to, file);
    await mkdir(dirname(place), { recursive: true });
    const begun = await sizeOf(place + PART);
    let response = await this.#request(file, begun);
    // Another file than the one that was begun, or all of it is here already: from the start.
    if (response.status === 416) response = await this.#request(file, 0);
    if ([401, 403, 404, 410].includes(response.status)) return await this.#missing(file, response);
    if (!response.ok) throw new Error(`cannot download ${file}: the server answered HTTP ${response.status}`);
    const downloaded = await this.#receive(file, response, response.status === 206 ? begun : 0);
    this.#known[file] = downloaded;
    await this.#keepRecord();
    return downloaded;
  }

  async #isWhole(file: string, { bytes, sha256 }: Downloaded): Promise<boolean> {
    const place = join(this.#to, file);
    if ((await sizeOf(place)) !== bytes) return false;
    const hash = createHash('sha256');
    await addFile(hash, place);
    return hash.digest('hex') === sha256;
  }

  async #request(file: string, from: number): Promise<Response> {
    const headers = from > 0 ? { range: `bytes=${from}-` } : {};
    // A digest of what is sent, not of a packed form of it.
    const request = { headers: { ...headers, 'accept-encoding': 'identity' }, signal: this.#signal };
    try {
      return await fetch(new URL(file, this.#from), request);
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw new Error(`cannot download ${file}: ${reasonOf(cause)}`, { cause });
    }
  }

  /** Nobody may have a file that is asked for just in case; to whom it matters says so. */
  async #missing(file: string, response: Response): Promise<undefined> {
    await response.body?.cancel();
    await rm(join(this.#to, file) + PART, { force: true });
    return undefined;
  }

  async #receive(file: string, response: Response, from: number): Promise<Downloaded> {
    const place = join(this.#to, file);
    const hash = createHash('sha256');
    if (from > 0) await addFile(hash, place + PART);
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : from + Number(length);
    let loaded = from;
    const seen = async function* (this: Download, chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        loaded += chunk.length;
        this.#onBytes(file, loaded, total);
        yield chunk;
      }
    }.bind(this);
    try {
      const body = response.body ?? new Blob([]).stream();
      await pipeline(body, seen, createWriteStream(place + PART, { flags: from > 0 ? 'a' : 'w' }));
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw new Error(`cannot download ${file}: ${reasonOf(cause)} (what has arrived is kept)`, { cause });
    }
    const sha256 = hash.digest('hex');
    await this.#check(file, sha256, digestOf(response));
    await rename(place + PART, place);
    return { bytes: loaded, sha256 };
  }

  async #check(file: string, found: string, wanted: string | undefined): Promise<void> {
    if (wanted === undefined || wanted === found) return;
    await rm(join(this.#to, file) + PART, { force: true });
    throw new Error(`cannot download ${file}: its SHA-256 is ${found}, and the server says ${wanted}`);
  }

  async #keepRecord(): Promise<void> {
    const record = { url: this.#from.href, files: this.#known };
    const place = join(this.#to, RECORD);
    await writeSynced(`${place}.new`, Buffer.from(`${JSON.stringify(record, null, 1)}\n`));
    await rename(`${place}.new`, place);
  }
}

/** The digest that the server says, if it says one. */
function digestOf({ headers }: Response): string | undefined {
  for (const name of ['x-linked-etag', 'etag']) {
    const digest = DIGEST.exec(headers.get(name) ?? '')?.[1];
    if (digest !== undefined) return digest;
  }
  return undefined;
}

async function addFile(hash: Hash, path: string): Promise<void> {
  for await (const chunk of createReadStream(path)) hash.update(chunk);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
