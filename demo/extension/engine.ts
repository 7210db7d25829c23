// The heart: knows the bookmarks, keeps the indexes in line with them, answers the pages.
// It lives in an offscreen document (Chromium) or in the event page (Firefox), and may be killed at any time: what it
// knows it reads again from the browser and from IndexedDB.

import type { BrowserTree } from './browser-tree.js';
import { packFile, unpackFile } from './carried-file.js';
import { answer } from './finder.js';
import { Indexer } from './indexer.js';
import { Library } from './library.js';
import { PageReader } from './page-reader.js';
import type { Port } from './port.js';
import type { EngineMessage, PageRequest, Status, Stored } from './protocol.js';
import { Searcher } from './searcher.js';
import { type Settings, State } from './state.js';

/** Changes of bookmarks are waited for so long, to be taken together. */
const GATHER_MS = 250;
const RETRY_MS = 1000;
const STATUS_MS = 120;
/** Pages that were read are entered so often. */
const PAGES_MS = 3000;
/** Without pages and work for so long, it ends. */
const IDLE_MS = 5 * 60_000;

export interface EngineOptions {
  /** As it is now. */
  readTree(): Promise<BrowserTree>;
  /** Starts the worker that holds the index. */
  makeWorker(): Worker;
  /** The index is in line with the bookmarks, or cannot be brought there. */
  onSettled(): void;
  /** Nobody needs the engine. */
  onIdle(): void;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #searcher: Searcher;
  readonly #ports = new Set<Port>();
  readonly #state: State;
  readonly #indexer: Indexer;
  readonly #pages: PageReader;
  #settings: Settings;
  #library = new Library([]);
  #reading: Promise<void> | undefined;
  /** Resolves when the bookmarks were read for the first time. */
  readonly #read: Promise<void>;
  #wasRead = () => {};
  #readOnce = false;
  /** URL of the file that was exported last. */
  #exported = '';
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #entering: ReturnType<typeof setTimeout> | undefined;
  #reporting: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    options: EngineOptions,
    parts: { state: State; settings: Settings; pages: PageReader },
  ) {
    this.#options = options;
    this.#state = parts.state;
    this.#settings = parts.settings;
    this.#pages = parts.pages;
    this.#searcher = new Searcher(options.makeWorker);
    this.#indexer = new Indexer(this.#searcher, () => this.#changed());
    this.#searcher.onOpened = (documents) => this.#indexer.opened(documents);
    this.#searcher.onEnded = () => this.#indexer.forget();
    this.#read = new Promise((resolve) => {
      this.#wasRead = resolve;
    });
  }

  /** Begins to read the bookmarks. */
  static async start(options: EngineOptions): Promise<Engine> {
    const state = await State.open();
    let onPage = () => {};
    const [settings, pages] = await Promise.all([state.settings(), PageReader.open(state, () => onPage())]);
    const engine = new Engine(options, { state, settings, pages });
    onPage = () => engine.#pageRead();
    engine.bookmarksChanged();
    return engine;
  }

  /** To be called after any change of the bookmarks. */
  bookmarksChanged(): void {
    this.#gathering ??= setTimeout(() => void this.#follow(), this.#readOnce ? GATHER_MS : 0);
  }

  /** Serves a page until it is gone. */
  join(port: Port): void {
    this.#ports.add(port);
    let search = new AbortController();
    port.onMessage.addListener((message) => {
      const request = message as PageRequest;
      if (request.type === 'search' || request.type === 'cancel') {
        search.abort();
        search = new AbortController();
      }
      void this.#take(port, request, search.signal);
    });
    port.onDisconnect.addListener(() => {
      search.abort();
      this.#ports.delete(port);
      this.#rest();
    });
    port.postMessage(this.#status());
    this.#searcher.warm();
    if (this.#readOnce) this.bookmarksChanged();
  }

  async #take(port: Port, request: PageRequest, signal: AbortSignal): Promise<void> {
    const tell = (message: EngineMessage) => {
      if (this.#ports.has(port)) port.postMessage(message);
    };
    try {
      await this.#do(request, signal, tell);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if ('id' in request && !signal.aborted) tell({ type: 'failed', id: request.id, reason });
    }
  }

  async #do(
    request: PageRequest,
    signal: AbortSignal,
    tell: (message: EngineMessage) => void,
  ): Promise<void> {
    switch (request.type) {
      case 'cancel':
        return;
      case 'search':
        return this.#search(request, signal, tell);
      case 'switch':
        return this.#set({ ...this.#settings, on: request.on });
      case 'try-again':
        return this.#follow();
      case 'stored':
        return tell({ type: 'stored', id: request.id, stored: await this.#stored() });
      case 'delete-all':
        await this.#deleteAll();
        return tell({ type: 'deleted', id: request.id });
      case 'export':
        return tell({ type: 'exported', id: request.id, url: await this.#export() });
      case 'import':
        return tell({ type: 'imported', id: request.id, pages: await this.#import(request.url) });
    }
  }

  async #search(
    { id, query, limit }: Extract<PageRequest, { type: 'search' }>,
    signal: AbortSignal,
    tell: (message: EngineMessage) => void,
  ): Promise<void> {
    await this.#read;
    signal.throwIfAborted();
    const parts = {
      library: this.#library,
      searcher: this.#searcher,
      meaning: this.#settings.on && this.#indexer.mayFind,
    };
    await answer(parts, {
      query,
      limit,
      signal,
      tell: (found) => {
        if (!signal.aborted) tell({ type: 'answer', id, ...found });
      },
    });
  }

  async #set(settings: Settings): Promise<void> {
    await this.#state.setSettings(settings);
    this.#settings = settings;
    if (settings.on) return this.#follow();
    await this.#indexer.stop();
    this.#enter();
  }

  /** Reads the bookmarks and brings all in line with them; one reading at a time. */
  async #follow(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#reading !== undefined) {
      // What is being read may be older than the change.
      await this.#reading.catch(() => undefined);
      return this.bookmarksChanged();
    }
    this.#reading = this.#readAll();
    try {
      await this.#reading;
    } catch {
      // The service worker was ended while it told them: it is asked again.
      setTimeout(() => this.bookmarksChanged(), RETRY_MS);
    } finally {
      this.#reading = undefined;
    }
  }

  async #readAll(): Promise<void> {
    const { nodes, origins } = await this.#options.readTree();
    this.#library = new Library(nodes);
    const urls = Array.from(this.#library.all(), ({ url }) => url);
    await this.#pages.aim(this.#settings.on ? urls : [], origins);
    this.#enter();
    this.#readOnce = true;
    this.#wasRead();
    this.#changed();
  }

  /** Brings the index in line with what is known of bookmarks and pages. */
  #enter(): void {
    this.#indexer.aim(
      this.#library.documents((url) => this.#pages.page(url)),
      this.#settings.on,
    );
    this.#changed();
  }

  #pageRead(): void {
    this.#changed();
    this.#entering ??= setTimeout(() => {
      this.#entering = undefined;
      this.#enter();
    }, PAGES_MS);
  }

  async #stored(): Promise<Stored> {
    const { usage = 0 } = await navigator.storage.estimate();
    const { read } = this.#pages.counts;
    return {
      index: await this.#searcher.sizes(),
      pages: { count: read, bytes: this.#pages.bytes },
      usage,
    };
  }

  /** Switches indexing off, too: otherwise all would soon be there again. */
  async #deleteAll(): Promise<void> {
    this.#settings = { ...this.#settings, on: false };
    await this.#state.setSettings(this.#settings);
    await this.#indexer.stop();
    await this.#pages.clear();
    await this.#searcher.delete();
    this.#searcher.stop();
    this.#enter();
  }

  async #export(): Promise<string> {
    const file = packFile({ index: await this.#searcher.export(), pages: this.#pages.records() });
    URL.revokeObjectURL(this.#exported);
    this.#exported = URL.createObjectURL(file);
    return this.#exported;
  }

  /** What of it is no use here is dropped again by the next look at the bookmarks. How many pages came with it. */
  async #import(url: string): Promise<number> {
    const { index, pages } = await unpackFile(await (await fetch(url)).blob());
    await this.#indexer.stop();
    await this.#searcher.import(index);
    this.#indexer.forget();
    await this.#pages.add(pages);
    await this.#set({ ...this.#settings, on: true });
    return pages.length;
  }

  #changed(): void {
    this.#reporting ??= setTimeout(() => {
      this.#reporting = undefined;
      const status = this.#status();
      for (const port of this.#ports) port.postMessage(status);
      if (this.#settled) this.#options.onSettled();
      this.#rest();
    }, STATUS_MS);
  }

  get #settled(): boolean {
    const busy = this.#indexer.busy || this.#pages.busy;
    return this.#readOnce && !busy && this.#gathering === undefined && this.#reading === undefined;
  }

  #status(): Status {
    const { failure, done, wanted, busy } = this.#indexer;
    return {
      type: 'status',
      bookmarks: this.#library.size,
      documents: wanted,
      done,
      listed: this.#indexer.listed ?? 0,
      state: this.#indexing(busy, failure),
      ...(failure !== undefined && { reason: failure }),
      pages: this.#pages.counts,
    };
  }

  #indexing(busy: boolean, failure: string | undefined): Status['state'] {
    if (failure !== undefined && this.#readOnce) return 'broken';
    if (!this.#readOnce || this.#indexer.listed === undefined) return 'waiting';
    if (!this.#settings.on) return 'off';
    return busy ? 'indexing' : 'ready';
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#ports.size > 0 || !this.#settled) return;
    this.#idle = setTimeout(() => this.#options.onIdle(), IDLE_MS);
  }
}
