// Finds bookmarks by matching words, as one types: a MiniSearch index in memory.

import MiniSearch from 'minisearch';
import { wordsOf } from '../shared/words.js';
import { hostOf, urlWords } from './bookmark.js';
import type { Bookmark, Library } from './library.js';

/** Bookmarks entered before others get their turn. */
const SLICE = 1000;

const FIELDS = ['title', 'address', 'folders', 'page'] as const;

/** Common words: they match everything, and are left out where a query has others. */
const COMMON = new Set(
  (
    'a an and are as at be by can do does for from get how i in into is it its make me my of on or so some that the ' +
    'their them then there they this to use used using was way what when where which who why will with you your'
  ).split(' '),
);

export interface WordHit {
  /** Of the bookmark. */
  id: string;
  /** The words of the bookmark that matched. */
  terms: string[];
  /** Share of the words asked for that it has, above 0 to 1. */
  share: number;
}

type Entry = Record<(typeof FIELDS)[number], string> & { id: string };

export class WordIndex {
  readonly #index = new MiniSearch<Entry>({
    fields: [...FIELDS],
    tokenize: (text) => wordsOf(text).map(({ word }) => word),
    // They are folded already.
    processTerm: (term) => term,
    autoVacuum: true,
  });
  readonly #entries = new Map<string, Bookmark>();
  readonly #pages = new Map<string, string>();

  /** Becomes the index of these bookmarks; what did not change is not touched. `pageText` is of a URL. */
  async update(library: Library, pageText: (url: string) => string): Promise<void> {
    for (const id of [...this.#entries.keys()]) if (library.get(id) === undefined) this.#remove(id);
    let entered = 0;
    for (const bookmark of library.all()) {
      const page = pageText(bookmark.url);
      if (this.#holds(bookmark, page)) continue;
      this.#remove(bookmark.id);
      this.#enter(bookmark, page);
      if (++entered % SLICE === 0) await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** The best first. Words may be begun only, and long ones misspelt. */
  search(query: string, limit: number): WordHit[] {
    const words = wordsOf(query).map(({ word }) => word);
    const telling = words.filter((word) => !COMMON.has(word));
    // The last one may be unfinished: "ho" is no "how" yet.
    const asked = telling.length > 0 ? telling : words;
    if (asked.length === 0) return [];
    const found = this.#index.search(asked.join(' '), {
      boost: { title: 3, address: 1.5, folders: 1, page: 0.7 },
      prefix: (term) => term.length > 1 || asked.length === 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      maxFuzzy: 2,
      weights: { prefix: 0.6, fuzzy: 0.3 },
    });
    const distinct = new Set(asked).size;
    return found.slice(0, limit).map(({ id, terms, queryTerms }) => ({
      id: String(id),
      terms,
      share: new Set(queryTerms).size / distinct,
    }));
  }

  #holds({ id, title, url, folders }: Bookmark, page: string): boolean {
    const known = this.#entries.get(id);
    if (known === undefined || known.title !== title || known.url !== url) return false;
    const samePlace =
      known.folders.length === folders.length && known.folders.every((name, at) => name === folders[at]);
    return samePlace && (this.#pages.get(id) ?? '') === page;
  }

  #enter(bookmark: Bookmark, page: string): void {
    const { id, title, url, folders } = bookmark;
    const address = `${hostOf(url)} ${urlWords(url).join(' ')}`;
    this.#index.add({ id, title, address, folders: folders.join(' '), page });
    this.#entries.set(id, bookmark);
    if (page !== '') this.#pages.set(id, page);
  }

  #remove(id: string): void {
    if (!this.#entries.delete(id)) return;
    this.#pages.delete(id);
    this.#index.discard(id);
  }
}
