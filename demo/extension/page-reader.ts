// Reads the texts of bookmarked pages where the user allows it: politely, a few sites at once, each in its own time. Keeps
// those that were read from tabs, too.

import { fetchPage } from './fetch-page.js';
import { matches } from './match-pattern.js';
import { pageOf } from './page-text.js';
import type { PageCounts } from './protocol.js';
import type { PageRecord, State } from './state.js';

const SITES_AT_ONCE = 3;
/** Between two pages of a site. */
const PAUSE_MS = 1500;
/** What could not be read is tried again after a day. */
const RETRY_MS = 24 * 3_600_000;

export interface PageAim {
  /** Pages that are fetched. */
  fetched: Iterable<string>;
  /** Pages whose texts are kept if they are read from tabs. */
  open: Iterable<string>;
  /** Match patterns of the sites that are allowed. */
  origins: readonly string[];
}

export class PageReader {
  readonly #state: State;
  readonly #onChange: () => void;
  readonly #pages = new Map<string, PageRecord>();
  #wanted: ReadonlySet<string> = new Set();
  #open: ReadonlySet<string> = new Set();
  /** Waiting URLs by host. */
  #queues = new Map<string, string[]>();
  /** Hosts that somebody is at: what is added to their queues meanwhile is theirs, too. */
  readonly #atWork = new Set<string>();
  #stop = new AbortController();

  private constructor(state: State, onChange: () => void) {
    this.#state = state;
    this.#onChange = onChange;
  }

  /** @param onChange told when a page was read, or could not be. */
  static async open(state: State, onChange: () => void): Promise<PageReader> {
    const reader = new PageReader(state, onChange);
    for (const record of await state.pages()) reader.#pages.set(record.url, record);
    return reader;
  }

  get counts(): PageCounts {
    const records = this.records();
    const beside = records.filter(({ url }) => !this.#wanted.has(url));
    const read = records.length;
    return { wanted: this.#wanted.size + beside.length, read, failed: this.#pages.size - read };
  }

  get busy(): boolean {
    return this.#atWork.size > 0;
  }

  get bytes(): number {
    let sum = 0;
    for (const { url, text } of this.#pages.values()) sum += url.length + text.length;
    return sum;
  }

  /** The pages that have a text. */
  records(): PageRecord[] {
    return [...this.#pages.values()].filter(({ text }) => text !== '');
  }

  /** Takes texts that were read elsewhere. */
  async add(records: readonly PageRecord[]): Promise<void> {
    await this.#state.putPages(records);
    for (const record of records) this.#pages.set(record.url, record);
  }

  /** Undefined where it was not read. */
  page(url: string): PageRecord | undefined {
    const record = this.#pages.get(url);
    return record === undefined || record.text === '' ? undefined : record;
  }

  /** Whether a text of this page would be kept, and there is none. */
  lacks(url: string): boolean {
    return this.#open.has(url) && this.page(url) === undefined;
  }

  /**
   * Reads the pages that the origins allow, and forgets those that they do not, or that are not wanted any more. Returns
   * whether it forgot any.
   */
  async aim({ fetched, open, origins }: PageAim): Promise<boolean> {
    const allowed = (urls: Iterable<string>) =>
      origins.length === 0 ? [] : [...urls].filter((url) => origins.some((origin) => matches(origin, url)));
    this.#wanted = new Set(allowed(fetched));
    this.#open = new Set(allowed(open));
    const kept = (record: PageRecord) => (record.open ? this.#open : this.#wanted).has(record.url);
    const stale = [...this.#pages.values()].filter((record) => !kept(record));
    if (stale.length > 0) await this.#drop(stale.map(({ url }) => url));
    const waiting = [...this.#wanted].filter((url) => this.#isDue(url));
    this.#queues = new Map();
    for (const url of waiting) {
      const { host } = new URL(url);
      const queue = this.#queues.get(host);
      if (queue === undefined) this.#queues.set(host, [url]);
      else queue.push(url);
    }
    for (let host = this.#nextSite(); host !== undefined; host = this.#nextSite()) void this.#work(host);
    return stale.length > 0;
  }

  /** Ends reading and forgets all. */
  async clear(): Promise<void> {
    this.#queues.clear();
    this.#wanted = new Set();
    this.#open = new Set();
    this.#stop.abort();
    this.#stop = new AbortController();
    await this.#drop([...this.#pages.keys()]);
  }

  #isDue(url: string): boolean {
    const record = this.#pages.get(url);
    if (record === undefined) return true;
    return record.failure !== undefined && Date.now() - record.at > RETRY_MS;
  }

  /** Takes one site after the other, as long as there are some. */
  async #work(first: string): Promise<void> {
    for (let host: string | undefined = first; host !== undefined; host = this.#nextSite()) {
      this.#atWork.add(host);
      for (let url = this.#nextPage(host); url !== undefined; url = this.#nextPage(host)) {
        await this.#read(url);
        if (this.#queues.has(host)) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      this.#atWork.delete(host);
    }
    this.#onChange();
  }

  /** One that nobody is at, if one more may be read. */
  #nextSite(): string | undefined {
    if (this.#atWork.size >= SITES_AT_ONCE) return undefined;
    return [...this.#queues.keys()].find((host) => !this.#atWork.has(host));
  }

  /** Those are left out that were read after they were put into the queue. */
  #nextPage(host: string): string | undefined {
    const queue = this.#queues.get(host) ?? [];
    let url = queue.pop();
    while (url !== undefined && !this.#isDue(url)) url = queue.pop();
    if (queue.length === 0) this.#queues.delete(host);
    return url;
  }

  async #read(url: string): Promise<void> {
    const { signal } = this.#stop;
    if (!this.#wanted.has(url)) return;
    const record = await readPage(url, signal);
    if (signal.aborted || !this.#wanted.has(url)) return;
    await this.#state.putPages([record]);
    this.#pages.set(url, record);
    this.#onChange();
  }

  async #drop(urls: string[]): Promise<void> {
    await this.#state.dropPages(urls);
    for (const url of urls) this.#pages.delete(url);
  }
}

async function readPage(url: string, signal: AbortSignal): Promise<PageRecord> {
  const at = Date.now();
  try {
    const page = pageOf(await fetchPage(url, signal));
    if (page.text === '') throw new Error('it has no text');
    return { url, ...page, at };
  } catch (error) {
    return { url, text: '', failure: error instanceof Error ? error.message : String(error), at };
  }
}
