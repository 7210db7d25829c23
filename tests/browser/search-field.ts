// <leann-search> in a page of tests: its parts, and answers made for it.

import type { Locator, Page } from 'playwright-core';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import { ScriptSuite } from './fixture.js';
import type { ScriptPage } from './script-page.js';

type Script = typeof import('./search-page.js');

/** Suites of such pages; `new SearchSuite()` in a `describe`. */
export class SearchSuite extends ScriptSuite<Script> {
  constructor() {
    super('browser/search-page');
  }

  /** A page with that body. */
  async field(html: string, page?: Page): Promise<SearchField> {
    const script = await this.open(page);
    await script.call('show', html);
    return new SearchField(script);
  }
}

/** A hit as the tests see it: what matters of it. */
export function hitOf(hit: Partial<Hit> & { id: string }): Hit {
  return {
    passage: 0,
    start: 0,
    end: 0,
    text: '',
    score: 0.6,
    matched: 'both',
    words: 0.5,
    meaning: 0.7,
    exact: true,
    ...hit,
  };
}

/** A hit of which only words are known. */
export function byWords(hit: Partial<Hit> & { id: string }): Hit {
  const { meaning: _, ...known } = hitOf({ matched: 'words', exact: false, ...hit });
  return known;
}

export class SearchField {
  readonly script: ScriptPage<Script>;
  readonly page: Page;
  readonly input: Locator;
  readonly options: Locator;
  readonly active: Locator;
  readonly status: Locator;
  readonly live: Locator;

  constructor(script: ScriptPage<Script>) {
    const within = (selector: string) => script.page.locator(`leann-search ${selector}`);
    this.script = script;
    this.page = script.page;
    this.input = within('.input');
    this.options = within('.option');
    this.active = within('[aria-selected=true]');
    this.status = within('.status');
    this.live = within('.live');
  }

  /** Types a query, and resolves when it is asked. */
  ask(query: string): Promise<void> {
    return this.askedBy(() => this.input.fill(query));
  }

  /** Does something that has a query asked, and resolves when it is. */
  async askedBy(act: () => Promise<void>): Promise<void> {
    const before = (await this.script.call('questions')).length;
    await act();
    while ((await this.script.call('questions')).length === before) await this.page.waitForTimeout(20);
  }

  /** Answers it, and resolves when that is shown. */
  async answer(hits: Hit[], { final = true, words = [] as string[] } = {}): Promise<void> {
    const update = { hits, matchedWords: words, final, stats: {} } as unknown as SearchUpdate;
    await this.script.call('answer', update);
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  }

  /** The titles, and what is said behind them. */
  heads(): Promise<string[]> {
    return this.page.locator('leann-search .head').allInnerTexts();
  }

  press(...keys: string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }
}
