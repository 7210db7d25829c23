// Fetches the files of a published folder, and accepts only what has the hash that the manifest says.

import { LeannError, messageOf } from '../base/error.js';
import { isHtmlPage } from '../base/html-page.js';
import { importInNode } from '../base/platform.js';
import { sha256 } from '../base/sha256.js';
import { isMissing, type LoadProgress, readBody } from '../embed/file-source.js';
import type { AnswersAhead } from '../interface/answers-ahead.js';
import type { FetchedInfo } from '../interface/index-info.js';

export interface FetchOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** A wanted file, and all or the first digits of its SHA-256. */
export interface Wanted {
  path: string;
  sha256: string;
  /** Whether it counts as texts. */
  texts?: boolean;
}

/** What came for a file. */
interface Answer {
  bytes: Uint8Array<ArrayBuffer>;
  /** The Content-Type, if it was said. */
  type?: string | null;
}

/** The files of one folder, over fetch or, in Node, from the file system. */
export class HostedFiles {
  /** With a slash at the end. */
  readonly base: URL;
  readonly #fetched: FetchedInfo;
  readonly #ahead: AnswersAhead | undefined;

  /** `fetched` is the count so far. */
  constructor(
    base: URL,
    fetched: FetchedInfo = { requests: 0, bytes: 0, textBytes: 0 },
    ahead?: AnswersAhead,
  ) {
    this.base = base;
    this.#fetched = { ...fetched };
    this.#ahead = ahead;
  }

  get fetched(): FetchedInfo {
    return { ...this.#fetched };
  }

  /** Counts a file that was fetched elsewhere. */
  count(bytes: number): void {
    this.#fetched.requests++;
    this.#fetched.bytes += bytes;
  }

  /**
   * A file that has the digest. If a cache has kept another one, it is asked for once more, past the cache. A web page in its
   * place counts as none. Errors: `not-found`, `network-failed`, `corrupt`; the signal's reason.
   */
  async read(wanted: Wanted, options: FetchOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { path, sha256: digest, texts = false } = wanted;
    const caches: RequestCache[] = this.base.protocol === 'file:' ? ['default'] : ['default', 'reload'];
    let isPage = false;
    for (const cache of caches) {
      const { bytes, type } = await this.#fetch(path, cache, options);
      if (texts) this.#fetched.textBytes += bytes.length;
      if ((await sha256(bytes)).startsWith(digest)) return bytes;
      isPage = isHtmlPage(bytes, type);
    }
    if (isPage) throw failure('not-found', this.#url(path), 'a web page is served in its place');
    const reason = 'it is not what was published (its SHA-256 differs)';
    throw new LeannError('corrupt', `leann: cannot use ${this.#url(path)}: ${reason}`);
  }

  /** A file as the server has it now, unchecked. Errors: `not-found`, `network-failed`; the signal's reason. */
  async readNow(path: string, options: FetchOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#fetch(path, 'no-cache', options)).bytes;
  }

  #url(path: string): URL {
    return new URL(path, this.base);
  }

  async #fetch(path: string, cache: RequestCache, options: FetchOptions): Promise<Answer> {
    const url = this.#url(path);
    const answer =
      url.protocol === 'file:'
        ? await readFile(url, path, options)
        : await fetchFile(url, path, () => this.#answer(url, cache, options.signal), options);
    this.count(answer.bytes.length);
    return answer;
  }

  #answer(url: URL, cache: RequestCache, signal: AbortSignal | undefined): Promise<Response> {
    return this.#ahead?.take(url.href) ?? fetch(url, { cache, ...(signal && { signal }) });
  }
}

async function fetchFile(
  url: URL,
  path: string,
  ask: () => Promise<Response>,
  { signal, onProgress }: FetchOptions,
): Promise<Answer> {
  try {
    const response = await ask();
    if (response.ok) {
      const bytes = await readBody(response, path, { onProgress });
      return { bytes, type: response.headers.get('content-type') };
    }
    throw failure(
      isMissing(response) ? 'not-found' : 'network-failed',
      url,
      `HTTP status ${response.status}`,
    );
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof LeannError) throw cause;
    throw failure('network-failed', url, reasonOf(cause), cause);
  }
}

async function readFile(url: URL, path: string, { signal, onProgress }: FetchOptions): Promise<Answer> {
  const fs = await importInNode('node:fs/promises');
  try {
    const bytes = new Uint8Array(await fs.readFile(url, signal && { signal }));
    onProgress?.({ file: path, loaded: bytes.length, total: bytes.length });
    return { bytes };
  } catch (cause) {
    signal?.throwIfAborted();
    // Node names the path once more after the comma.
    throw failure('not-found', url, messageOf(cause).split(',', 1)[0], cause);
  }
}

/** Node says "fetch failed", and why in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = Object(error) as { cause?: { code?: string; message?: string } };
  return cause === undefined ? messageOf(error) : `${messageOf(error)} (${cause.message || cause.code})`;
}

function failure(
  code: 'not-found' | 'network-failed',
  url: URL,
  reason: string | undefined,
  cause?: unknown,
): LeannError {
  const act = url.protocol === 'file:' ? 'read' : 'fetch';
  return new LeannError(code, `leann: cannot ${act} ${url}: ${reason}`, { cause });
}
