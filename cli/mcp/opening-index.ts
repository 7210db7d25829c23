// The index of a server that answers before it is there: making one of many documents takes longer than an assistant waits.

import type { LeannIndex } from '../../web/index.js';
import type { Terminal } from '../progress-bar.js';
import type { SearchedFolder } from '../searched-folder.js';

/** Milliseconds that a call waits for it: clients give up after a minute. */
const PATIENCE_MS = 20_000;

export class OpeningIndex {
  readonly #opened: Promise<SearchedFolder>;
  /** Never resolves; rejects if the index cannot be opened. */
  readonly failure: Promise<never>;
  readonly #patienceMs: number;
  readonly #leaving = new AbortController();
  /** The last line that was told of the work. */
  #line = '';

  /** @param open writes how far it is to the terminal that it is given, which passes it on, and ends with the signal. */
  constructor(
    open: (terminal: Terminal, signal: AbortSignal) => Promise<SearchedFolder>,
    terminal: Terminal,
    patienceMs = PATIENCE_MS,
  ) {
    this.#patienceMs = patienceMs;
    const write = (text: string) => {
      this.#line = text.trim();
      terminal.write(text);
    };
    this.#opened = open({ write }, this.#leaving.signal);
    this.failure = new Promise((_, reject) => {
      this.#opened.catch((error: unknown) => {
        if (!this.#leaving.signal.aborted) reject(error);
      });
    });
    // Whoever waits for it is told.
    this.failure.catch(() => undefined);
  }

  /** Errors: those of opening; an Error that says how far it is, if it takes longer than a client waits. */
  async index(): Promise<LeannIndex> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const far = this.#line === '' ? '' : ` (${this.#line})`;
        reject(new Error(`the documents are still being read${far}; ask again in a minute`));
      }, this.#patienceMs);
    });
    try {
      return (await Promise.race([this.#opened, late])).index;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#leaving.abort(new Error('nobody asks any more'));
    const opened = await this.#opened.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  }
}
