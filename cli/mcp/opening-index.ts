// The index of a server that answers before it is there: making one of many documents takes longer than an assistant waits.

import { messageOf } from '../../web/base/error.js';
import { ProgressBar, type Terminal } from '../progress-bar.js';
import type { SearchedFolder } from '../searched-folder.js';
import { stepInWords } from './build-step.js';

/** Milliseconds that a call waits for it: clients give up after a minute. */
const PATIENCE_MS = 20_000;

/** What a call is answered from. */
export interface Ready {
  folder: SearchedFolder;
  /** What the client has to know: that this is older than what is in the folder now. */
  remark?: string;
}

type Open = (terminal: Terminal, signal: AbortSignal) => Promise<SearchedFolder>;

export class OpeningIndex {
  readonly #open: Open;
  readonly #terminal: Terminal;
  readonly #patienceMs: number;
  readonly #leaving = new AbortController();
  #opened: Promise<SearchedFolder> | undefined;
  #refreshed: Promise<void> | undefined;
  /** The last that was told of the work. */
  #line = '';

  /** @param open writes how far it is to the terminal that it is given, which passes it on, and ends with the signal. */
  constructor(open: Open, terminal: Terminal, patienceMs = PATIENCE_MS) {
    this.#open = open;
    this.#patienceMs = patienceMs;
    const bar = new ProgressBar(terminal);
    this.#terminal = {
      write: (text) => {
        this.#line = text.trim();
        terminal.write(text);
      },
      show: (progress) => {
        if (progress === undefined) return bar.end();
        this.#line = stepInWords(progress);
        bar.show(progress);
      },
    };
  }

  /** The folder as it was opened, without a look at what has changed since. Where that failed, it is tried again. Errors: those of opening. */
  opened(): Promise<SearchedFolder> {
    this.#opened ??= this.#open(this.#terminal, this.#leaving.signal).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /**
   * With what has changed in its folder. Where that takes longer than a client waits, or fails, the index of before is given with a
   * remark. Errors: those of opening; an Error that says how far it is, if that takes longer.
   */
  async ready(): Promise<Ready> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#patienceMs, 'late');
    });
    try {
      const folder = await Promise.race([this.opened(), late]);
      if (folder === 'late')
        throw new Error(`the documents are still being read${this.#far()}; ask again in a minute`);
      const remark = await Promise.race([this.#refresh(folder), late]);
      if (remark === undefined) return { folder };
      const changing = `documents have changed and are being read again${this.#far()}`;
      return { folder, remark: `${remark === 'late' ? changing : remark}; this answer is from before` };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives why it failed. */
  #refresh(folder: SearchedFolder): Promise<string | undefined> {
    this.#refreshed ??= folder.refresh().finally(() => {
      this.#refreshed = undefined;
    });
    return this.#refreshed.then(
      () => undefined,
      (error: unknown) => `what has changed could not be read: ${messageOf(error)}`,
    );
  }

  #far(): string {
    return this.#line === '' ? '' : ` (${this.#line})`;
  }

  async close(): Promise<void> {
    this.#leaving.abort(new Error('nobody asks any more'));
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  }
}
