// The heart: knows bookmarks, history and tabs, keeps the indexes in line with them, answers the pages.
// It lives in an offscreen document (Chromium) or in the event page (Firefox), and may be killed at any time: what it
// knows it reads again from the browser and from IndexedDB.

import type { BrowserTree, Given, Wanted } from './browser-tree.js';
import { packFile, unpackFile } from './carried-file.js';
import type { OpenTab } from './entry.js';
import { type Failure, failureOf } from './failure.js';
import { answer } from './finder.js';
import { Indexer } from './indexer.js';
import { Library } from './library.js';
import { OpenPages, type ReadTab } from './open-pages.js';
import { PageReader } from './page-reader.js';
import type { Port } from './port.js';
import type { Change, EngineMessage, PageRequest, Status, Stored } from './protocol.js';
import { Repair } from './repair.js';
import { Searcher } from './searcher.js';
import { DEFAULTS, type Settings, State } from './state.js';
import { switchedOff } from './switched-off.js';
import { Visits } from './visits.js';

/** Changes are waited for so long, to be taken together. */
const GATHER_MS = 250;
const RETRY_MS = 1000;
const STATUS_MS = 120;
/** Pages that were read are entered so often. */
const PAGES_MS = 3000;
/** Without pages and work for so long, it ends. */
const IDLE_MS = 5 * 60_000;

export interface EngineOptions {
  /** As it is now. */
  readTree(wanted: Wanted): Promise<BrowserTree>;
  readTab: ReadTab;
  /** Starts the worker that holds the index. */
  makeWorker(): Worker;
  /** The index is in line with what there is, or cannot be brought there. */
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
  readonly #openPages: OpenPages;
  readonly #visits = new Visits();
  readonly #repair = new Repair(() => this.#indexer.goOn());
  #settings: Settings;
  #library = new Library([]);
  #reading: Promise<void> | undefined;
  /** Resolves when all was read for the first time. */
  readonly #read: Promise<void>;
  #wasRead = () => {};
  #readOnce = false;
  /** Whether the next reading comes after something was deleted for good. */
  #erasing = false;
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
    this.#openPages = new OpenPages(parts.pages, options.readTab);
    this.#searcher = new Searcher(options.makeWorker);
    this.#indexer = new Indexer(this.#searcher, () => this.#changed());
    this.#searcher.onOpened = (documents) => this.#indexer.opened(documents);
    this.#searcher.onEnded = () => this.#indexer.forget();
    this.#read = new Promise((resolve) => {
      this.#wasRead = resolve;
    });
  }

  /** Begins to read what there is. */
  static async start(options: EngineOptions): Promise<Engine> {
    const state = await State.open();
    let onPage = () => {};
    const [settings, pages] = await Promise.all([state.settings(), PageReader.open(state, () => onPage())]);
    const engine = new Engine(options, { state, settings, pages });
    onPage = () => engine.#pageRead();
    if (settings.erase) engine.#indexer.erase();
    engine.changed('all');
    return engine;
  }

  /** To be called after any change of what there is. */
  changed(change: Change): void {
    if (change !== 'beside') this.#visits.readAgain();
    if (change === 'forgotten') this.#erase();
    this.#gather();
  }

  #gather(): void {
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
    if (this.#readOnce) this.#gather();
  }

  async #take(port: Port, request: PageRequest, signal: AbortSignal): Promise<void> {
    const tell = (message: EngineMessage) => {
      if (this.#ports.has(port)) port.postMessage(message);
    };
    try {
      await this.#do(request, signal, tell);
    } catch (error) {
      if ('id' in request && !signal.aborted) tell({ type: 'failed', id: request.id, ...failureOf(error) });
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
      case 'set':
        return this.#set({ ...this.#settings, ...request.settings });
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
    { id, query, limit, kind }: Extract<PageRequest, { type: 'search' }>,
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
      ...(kind && { kind }),
      signal,
      tell: (found) => {
        if (!signal.aborted) tell({ type: 'answer', id, ...found });
      },
    });
  }

  async #set(settings: Settings): Promise<void> {
    const before = this.#settings;
    await this.#keep(settings);
    // What came by a switch that is off now goes at once.
    const less = (['history', 'tabs', 'openPages'] as const).some(
      (field) => before[field] && !settings[field],
    );
    if (less || isShorter(settings.days, before.days)) this.#erase();
    this.#visits.readAgain();
    if (!settings.on) await this.#indexer.stop();
    return this.#follow();
  }

  async #keep(settings: Settings): Promise<void> {
    this.#settings = settings;
    await this.#state.setSettings(settings);
  }

  /** What the next reading leaves out is to be deleted for good, also if that is interrupted. */
  #erase(): void {
    this.#erasing = true;
    if (!this.#settings.erase) void this.#keep({ ...this.#settings, erase: true });
  }

  /** Reads what there is and brings all in line with it; one reading at a time. */
  async #follow(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#reading !== undefined) {
      // What is being read may be older than the change.
      await this.#reading.catch(() => undefined);
      return this.#gather();
    }
    this.#reading = this.#readAll();
    try {
      await this.#reading;
    } catch {
      // The service worker was ended while it told: it is asked again.
      setTimeout(() => this.#gather(), RETRY_MS);
    } finally {
      this.#reading = undefined;
    }
  }

  async #readAll(): Promise<void> {
    const before = this.#settings;
    const { history, days, tabs, openPages } = before;
    const now = Date.now();
    const since = history ? { since: this.#visits.from(days) } : {};
    const read = await this.#options.readTree({ ...since, tabs: tabs || openPages });
    await this.#switchOff(switchedOff(this.#settings, before, read.given));
    this.#visits.take(read.visits, days, now);
    const beside = { visits: this.#visits.all(), tabs: this.#settings.tabs ? (read.tabs ?? []) : [] };
    this.#library = new Library(read.nodes, beside, this.#library);
    if (await this.#aimPages(read.origins)) this.#erase();
    if (this.#erasing) this.#indexer.erase();
    this.#erasing = false;
    this.#enter();
    this.#readOnce = true;
    this.#wasRead();
    this.#changed();
    if (this.#settings.openPages) void this.#readOpen(read.tabs ?? []);
  }

  async #switchOff(names: readonly (keyof Given)[]): Promise<void> {
    if (names.length === 0) return;
    await this.#keep({ ...this.#settings, ...Object.fromEntries(names.map((name) => [name, false])) });
    this.#erase();
  }

  /** Whether texts of pages were dropped. */
  async #aimPages(origins: readonly string[]): Promise<boolean> {
    const { on, openPages } = this.#settings;
    const all = [...this.#library.all()];
    const bookmarked = all.filter(({ kind }) => kind === 'bookmark');
    return this.#pages.aim({
      fetched: on ? bookmarked.map(({ url }) => url) : [],
      open: on && openPages ? all.map(({ url }) => url) : [],
      origins,
    });
  }

  async #readOpen(tabs: readonly OpenTab[]): Promise<void> {
    if ((await this.#openPages.read(tabs)) > 0) this.#pageRead();
  }

  /** Brings the index in line with what is known of entries and pages. */
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
    await this.#keep({ ...DEFAULTS, on: false });
    await this.#indexer.stop();
    await this.#pages.clear();
    await this.#searcher.delete();
    this.#searcher.stop();
    return this.#follow();
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
    this.#indexer.replaced();
    await this.#pages.add(pages);
    await this.#set({ ...this.#settings, on: true });
    return pages.length;
  }

  #changed(): void {
    this.#reporting ??= setTimeout(() => {
      this.#reporting = undefined;
      const status = this.#status();
      for (const port of this.#ports) port.postMessage(status);
      if (this.#indexer.failure === undefined) this.#repair.worked();
      else if (!this.#indexer.busy) this.#repair.failed();
      if (this.#settled) this.#rested();
      this.#rest();
    }, STATUS_MS);
  }

  #rested(): void {
    const { erase } = this.#settings;
    if (erase && !this.#erasing && this.#indexer.failure === undefined)
      void this.#keep({ ...this.#settings, erase: false });
    this.#options.onSettled();
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
      history: this.#library.count('history'),
      tabs: this.#library.count('tab'),
      settings: this.#settings,
      documents: wanted,
      done,
      listed: this.#indexer.listed ?? 0,
      state: this.#indexing(busy, failure),
      ...(failure && { failure }),
      pages: this.#pages.counts,
    };
  }

  #indexing(busy: boolean, failure: Failure | undefined): Status['state'] {
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

/** Whether of fewer days; 0 is all. */
function isShorter(days: number, before: number): boolean {
  return days !== 0 && (before === 0 || days < before);
}
