// Reads the texts of pages that are open at the moment, as their visitor sees them.

import type { OpenTab } from './entry.js';
import type { PageReader } from './page-reader.js';
import { pageOf } from './page-text.js';
import type { ShownPage } from './read-tab.js';

/** What a tab shows; undefined where it cannot be had. */
export type ReadTab = (tab: number) => Promise<ShownPage | undefined>;

export class OpenPages {
  readonly #reader: PageReader;
  readonly #readTab: ReadTab;
  /** Addresses that are being read. */
  readonly #reading = new Set<string>();

  constructor(reader: PageReader, readTab: ReadTab) {
    this.#reader = reader;
    this.#readTab = readTab;
  }

  /** Reads what the reader may keep and has no text of, one tab after the other. Returns how many were read. */
  async read(tabs: readonly OpenTab[]): Promise<number> {
    let read = 0;
    for (const { tab, url, loaded } of tabs) {
      if (!loaded || this.#reading.has(url) || !this.#reader.lacks(url)) continue;
      this.#reading.add(url);
      try {
        if (await this.#readOne(tab, url)) read++;
      } finally {
        this.#reading.delete(url);
      }
    }
    return read;
  }

  async #readOne(tab: number, url: string): Promise<boolean> {
    const shown = await this.#readTab(tab);
    // Meanwhile the tab may show another page, and this one may have been deleted.
    if (shown?.url !== url) return false;
    const page = pageOf(shown.markup);
    if (page.text === '' || !this.#reader.lacks(url)) return false;
    await this.#reader.add([{ url, ...page, open: true, at: Date.now() }]);
    return true;
  }
}
