// Fetches the files of a published folder, and believes nothing that is not what the manifest says.

import { LeannError } from '../base/error.js';
import { importInNode } from '../base/platform.js';
import { sha256 } from '../base/sha256.js';
import { type LoadProgress, readBody } from '../embed/file-source.js';
import type { FetchedInfo } from '../interface/options.js';

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** Which bytes are wanted: all or the first digits of their SHA-256. */
export interface Wanted {
  path: string;
  sha256: string;
  /** Whether they count as texts. */
  texts?: boolean;
}

/** The files of one folder, over fetch or, in Node, from the file system. */
export class HostedFiles {
  /** With a slash at the end. */
  readonly base: URL;
  readonly #fetched: FetchedInfo;

  /** `fetched` is what was counted before. */
  constructor(base: URL, fetched: FetchedInfo = { requests: 0, bytes: 0, textBytes: 0 }) {
    this.base = base;
    this.#fetched = { ...fetched };
  }

  get fetched(): FetchedInfo {
    return { ...this.#fetched };
  }

  /**
   * A file that has the digest. What a cache has kept of another is asked for once more, past the cache.
   * Errors: `not-found`, `network-failed`, `corrupt`; the signal's reason.
   */
  async read(wanted: Wanted, options: FetchOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { path, sha256: digest, texts = false } = wanted;
    const caches: RequestCache[] = this.base.protocol === 'file:' ? ['default'] : ['default', 'reload'];
    for (const cache of caches) {
      const bytes = await this.#fetch(path, cache, options);
      if (texts) this.#fetched.textBytes += bytes.length;
      if ((await sha256(bytes)).startsWith(digest)) return bytes;
    }
    const reason = 'it is not what was published (its SHA-256 is another)';
    throw new LeannError('corrupt', `leann: cannot use ${this.#url(path)}: ${reason}`);
  }

  /** A file as the server has it now, whatever it holds. Errors: `not-found`, `network-failed`; the signal's reason. */
  readNow(path: string, options: FetchOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#fetch(path, 'no-cache', options);
  }

  #url(path: string): URL {
    return new URL(path, this.base);
  }

  async #fetch(path: string, cache: RequestCache, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
    const url = this.#url(path);
    const bytes =
      url.protocol === 'file:'
        ? await readFile(url, path, options)
        : await fetchFile(url, path, cache, options);
    this.#fetched.requests++;
    this.#fetched.bytes += bytes.length;
    return bytes;
  }
}

async function fetchFile(
  url: URL,
  path: string,
  cache: RequestCache,
  { signal, onProgress }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url, { cache, ...(signal && { signal }) });
    if (response.ok) return await readBody(response, path, { onProgress });
    // Stores that hide what they do not have answer 403.
    const missing = [403, 404, 410].includes(response.status);
    throw failure(missing ? 'not-found' : 'network-failed', url, `HTTP status ${response.status}`);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof LeannError) throw cause;
    throw failure('network-failed', url, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function readFile(
  url: URL,
  path: string,
  { signal, onProgress }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const fs = await importInNode('node:fs/promises');
  try {
    const bytes = new Uint8Array(await fs.readFile(url, signal && { signal }));
    onProgress?.({ file: path, loaded: bytes.length, total: bytes.length });
    return bytes;
  } catch (cause) {
    signal?.throwIfAborted();
    throw failure('not-found', url, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function failure(
  code: 'not-found' | 'network-failed',
  url: URL,
  reason: string,
  cause?: unknown,
): LeannError {
  return new LeannError(code, `leann: cannot fetch ${url}: ${reason}`, { cause });
}
