// What a visit is measured of: a page, and how it is asked.

import type { Page } from 'playwright-core';

export interface Site {
  name: string;
  /** Served as `index.html`, with all that it needs. */
  folder: string;
  /** The first one is that of a visitor who has just come. */
  queries: readonly string[];
  /** Asks on the page that has just been opened, or was asked before. */
  ask(page: Page, query: string): Promise<void>;
  /** CSS selectors, whose first match says that a title, and a text, are there; in the page or in an open shadow root. */
  title: string;
  text: string;
  /** Kinds of files, by how their paths begin. */
  kinds: readonly (readonly [string, RegExp])[];
}
