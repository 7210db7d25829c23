// The heart: knows the bookmarks, keeps the indexes in line with them, answers the pages.
// It lives in an offscreen document (Chromium) or in the event page (Firefox), and may be killed at any time: what it
// knows it reads again from the browser and from IndexedDB.

import { answer } from './finder.js';
import { Indexer } from './indexer.js';
import { Library, type MeaningDocument } from './library.js';
import { Meaning } from './meaning.js';
import type { Port } from './port.js';
import type { EngineMessage, PageRequest, Status } from './protocol.js';
import { type Settings, State } from './state.js';
import type { TreeNode } from './tree-node.js';
import { WordIndex } from './word-index.js';

/** Changes of bookmarks are waited for so long, to be taken together. */
const GATHER_MS = 250;
const STATUS_MS = 120;
/** Without pages and work for so long, it ends. */
const IDLE_MS = 5 * 60_000;

export interface EngineOptions {
  /** All bookmarks as they are now. */
  readTree(): Promise<TreeNode[]>;
  /** Starts the worker that searches by meaning. */
  makeWorker(): Worker;
  /** The index is in line with the bookmarks, or cannot be brought there. */
  onSettled(): void;
  /** Nobody needs the engine. */
  onIdle(): void;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #meaning: Meaning;
  readonly #words = new WordIndex();
  readonly #ports = new Set<Port>();
  readonly #state: State;
  readonly #indexer: Indexer;
  #settings: Settings;
  #library = new Library([]);
  #reading: Promise<void> | undefined;
  /** Resolves when the bookmarks were read for the first time. */
  readonly #read: Promise<void>;
  #wasRead = () => {};
  #readOnce = false;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #reporting: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    options: EngineOptions,
    parts: { state: State; settings: Settings; meaning: Meaning; indexer: Indexer },
  ) {
    this.#options = options;
    this.#state = parts.state;
    this.#settings = parts.settings;
    this.#meaning = parts.meaning;
    this.#indexer = parts.indexer;
    this.#read = new Promise((resolve) => {
      this.#wasRead = resolve;
    });
  }

  /** Begins to read the bookmarks. */
  static async start(options: EngineOptions): Promise<Engine> {
    const state = await State.open();
    const settings = await state.settings();
    const meaning = new Meaning(options.makeWorker);
    let onChange = () => {};
    const indexer = await Indexer.open({ meaning, state, onChange: () => onChange() });
    const engine = new Engine(options, { state, settings, meaning, indexer });
    onChange = () => engine.#changed();
    meaning.onOpened = (documents) => void indexer.check(documents).catch(() => undefined);
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
    if (this.#settings.on && this.#indexer.linked > 0) this.#meaning.warm();
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
      case 'pages':
        return this.#set({ ...this.#settings, pages: request.settings });
      case 'stored':
        return;
      case 'delete-all':
        return;
      case 'export':
      case 'import':
        return;
    }
  }

  async #search(
    { id, query, limit }: Extract<PageRequest, { type: 'search' }>,
    signal: AbortSignal,
    tell: (message: EngineMessage) => void,
  ): Promise<void> {
    await this.#read;
    signal.throwIfAborted();
    const usable = this.#settings.on && this.#indexer.linked > 0;
    const parts = {
      library: this.#library,
      words: this.#words,
      meaning: usable ? this.#meaning : undefined,
      bookmarksOf: (document: string) => this.#library.withDocument(document),
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
    if (settings.on) await this.#follow();
    else await this.#indexer.stop();
    this.#changed();
  }

  /** Reads the bookmarks and brings all in line with them; one reading at a time. */
  async #follow(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#reading !== undefined) {
      // What is being read may be older than the change.
      await this.#reading;
      return this.bookmarksChanged();
    }
    this.#reading = this.#readAll();
    try {
      await this.#reading;
    } catch {
      // The service worker was ended while it told them: it is asked again.
      setTimeout(() => this.bookmarksChanged(), GATHER_MS);
    } finally {
      this.#reading = undefined;
    }
  }

  async #readAll(): Promise<void> {
    this.#library = new Library(await this.#options.readTree());
    await this.#words.update(this.#library, () => '');
    this.#readOnce = true;
    this.#wasRead();
    if (this.#settings.on) this.#indexer.aim(this.#documents());
    this.#changed();
  }

  #documents(): readonly MeaningDocument[] {
    return this.#library.documents();
  }

  #changed(): void {
    this.#reporting ??= setTimeout(() => {
      this.#reporting = undefined;
      const status = this.#status();
      for (const port of this.#ports) port.postMessage(status);
      if (this.#readOnce && !this.#indexer.busy && this.#gathering === undefined) this.#options.onSettled();
      this.#rest();
    }, STATUS_MS);
  }

  #status(): Status {
    const { failure, indexed, busy } = this.#indexer;
    return {
      type: 'status',
      bookmarks: this.#library.size,
      documents: this.#indexer.wanted,
      indexed,
      state: !this.#readOnce
        ? 'waiting'
        : !this.#settings.on
          ? 'off'
          : failure !== undefined
            ? 'broken'
            : busy
              ? 'indexing'
              : 'ready',
      ...(failure !== undefined && { reason: failure }),
      pages: { settings: this.#settings.pages, wanted: 0, read: 0, failed: 0 },
    };
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#ports.size > 0 || this.#indexer.busy) return;
    this.#idle = setTimeout(() => this.#options.onIdle(), IDLE_MS);
  }
}
