// Files that a list names with their hashes: kept when they are first fetched, so that they are there without a network.

import { sha256 } from '../base/sha256.js';
import type { FetchEvent } from './scope.js';

/** A network that does not answer for this long counts as none. */
const PATIENCE_MS = 4000;

/** SHA-256 in hexadecimal, or its first digits, by absolute URL. */
export type Hashes = ReadonlyMap<string, string>;

export interface ListedFilesOptions {
  /** URL of the list. It is asked of the network first. */
  list: URL;
  /** Parses the list. Throws if it is not one. */
  parse(text: string, list: URL): Hashes;
}

/**
 * A cache of the files of one list. A file is kept when its bytes have the hash that the list says, under that hash;
 * when a newer list comes, files that it does not name are dropped.
 */
export class ListedFiles {
  readonly #list: URL;
  readonly #parse: ListedFilesOptions['parse'];
  #hashes: Hashes | undefined;
  #opened: Promise<Cache> | undefined;

  constructor({ list, parse }: ListedFilesOptions) {
    this.#list = list;
    this.#parse = parse;
  }

  /** Whether the URL lies in the list's folder. */
  covers(url: URL): boolean {
    return url.href.startsWith(new URL('.', this.#list).href);
  }

  /** The answer to a request for that folder: the list, a kept file, or the network's answer. */
  answer(event: FetchEvent): Promise<Response> {
    const url = plain(event.request.url);
    return url === this.#list.href ? this.refresh() : this.#file(url, event);
  }

  /**
   * The newest list that can be had; files that it does not name are dropped. Rejects if there is neither a network nor a
   * list that was kept.
   */
  async refresh(): Promise<Response> {
    const cache = await this.#cache();
    const fetched = await this.#fetchList().catch(() => undefined);
    const kept = await cache.match(this.#list.href);
    if (fetched === undefined) {
      if (kept !== undefined) return kept;
      return fetch(this.#list);
    }
    if (!fetched.ok) return fetched;
    const text = await fetched.clone().text();
    const hashes = this.#read(text);
    // A network that wants its visitors to log in answers everything with a page of its own.
    if (hashes === undefined) return kept ?? fetched;
    if (text !== (await kept?.clone().text())) {
      await keep(cache, this.#list.href, fetched.clone());
      await this.#dropUnlisted(cache, hashes);
    }
    this.#hashes = hashes;
    return fetched;
  }

  /** Keeps the listed files that `wanted` accepts. Rejects if one cannot be fetched, or has another hash. */
  async keepAll(wanted: (url: string) => boolean): Promise<void> {
    await this.refresh();
    const cache = await this.#cache();
    const hashes = await this.#known();
    await Promise.all(
      Array.from(hashes ?? [], async ([url, hash]) => {
        if (!wanted(url) || (await cache.match(keyOf(url, hash))) !== undefined) return;
        const response = await this.#fetchSound(url, hash);
        await keep(cache, keyOf(url, hash), response);
      }),
    );
  }

  /** The file as the list names it, from the cache, else from the network. A page is opened as the newest list has it. */
  async #file(url: string, event: FetchEvent): Promise<Response> {
    if (event.request.mode === 'navigate') await this.refresh().catch(() => undefined);
    const hash = (await this.#known())?.get(url);
    if (hash === undefined) return fetch(event.request);
    const cache = await this.#cache();
    const key = keyOf(url, hash);
    const kept = await cache.match(key);
    if (kept !== undefined) return kept;
    const response = await fetch(event.request);
    if (response.status === 200 && !response.redirected) {
      const copy = response.clone();
      event.waitUntil(keepSound(cache, key, copy, hash));
    }
    return response;
  }

  async #known(): Promise<Hashes | undefined> {
    if (this.#hashes === undefined) {
      const kept = await (await this.#cache()).match(this.#list.href);
      if (kept !== undefined) this.#hashes = this.#read(await kept.text());
    }
    return this.#hashes;
  }

  #read(text: string): Hashes | undefined {
    try {
      return this.#parse(text, this.#list);
    } catch {
      return undefined;
    }
  }

  #fetchList(): Promise<Response> {
    return fetch(this.#list, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  /** From the browser's own cache, or past it if the file there is another. */
  async #fetchSound(url: string, hash: string): Promise<Response> {
    for (const cache of ['default', 'reload'] as const) {
      const response = await fetch(url, { cache });
      if (response.status === 200 && (await isSound(response.clone(), hash))) return response;
    }
    throw new Error(`${url} is not what the list says`);
  }

  async #dropUnlisted(cache: Cache, hashes: Hashes): Promise<void> {
    const named = new Set(Array.from(hashes, ([url, hash]) => keyOf(url, hash)));
    for (const { url } of await cache.keys()) {
      if (url !== this.#list.href && !named.has(url)) await cache.delete(url);
    }
  }

  #cache(): Promise<Cache> {
    this.#opened ??= caches.open(`leann-web ${this.#list.href}`);
    return this.#opened;
  }
}

function plain(url: string): string {
  return url.replace(/[?#].*$/, '');
}

function keyOf(url: string, hash: string): string {
  return `${url}?sha256=${hash}`;
}

async function isSound(response: Response, hash: string): Promise<boolean> {
  return (await sha256(new Uint8Array(await response.arrayBuffer()))).startsWith(hash);
}

async function keepSound(cache: Cache, key: string, response: Response, hash: string): Promise<void> {
  if (await isSound(response.clone(), hash)) await keep(cache, key, response);
}

/** If there is no room, it is not kept: the request was answered all the same. */
async function keep(cache: Cache, key: string, response: Response): Promise<void> {
  await cache.put(key, response).catch(() => undefined);
}
