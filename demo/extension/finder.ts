// Answers a query: what words find at once, then with what is meant.

import { snippetOf } from '../../web/words/snippet.js';
import { type Bookmark, hostOf, mayOpen } from './bookmark.js';
import type { Library } from './library.js';
import type { Answer, Found, IndexHit } from './protocol.js';
import type { Searcher } from './searcher.js';

/** Documents asked for beyond the rows that are wanted: several may be of one page. */
const MORE_HITS = 8;

const EXCERPT_LENGTH = 200;

export interface FinderParts {
  library: Library;
  searcher: Pick<Searcher, 'search'>;
  /** Whether anything can be found by meaning. */
  meaning: boolean;
}

export interface Question {
  query: string;
  limit: number;
  signal: AbortSignal;
  tell(answer: Omit<Answer, 'id' | 'type'>): void;
}

/** A bookmark, and why it is shown. */
interface Choice extends Pick<Found, 'by' | 'words' | 'weak' | 'excerpt'> {
  bookmark: Bookmark;
}

/** Tells one answer or more, the last with `final`. Errors: what the search throws; what was told stays. */
export async function answer({ library, searcher, meaning }: FinderParts, question: Question): Promise<void> {
  const began = performance.now();
  const { query, limit, signal, tell } = question;
  const show = (choices: Iterable<Choice>, stage: Answer['stage'], final: boolean) =>
    tell({ query, found: distinct(library, choices, limit), stage, final, ms: performance.now() - began });
  if (query.trim() === '') {
    const newest = library.newest().slice(0, limit * 2);
    const choices = newest.map((bookmark) => ({ bookmark, by: 'date', words: [], weak: false }) as const);
    return show(choices, 'newest', true);
  }
  let stage: Answer['stage'] = 'words';
  await searcher.search({ query, limit: limit + MORE_HITS, meaning }, signal, ({ hits, words, final }) => {
    show(
      hits.flatMap((hit) => choicesOf(library, hit, words)),
      stage,
      final,
    );
    stage = 'meaning';
  });
}

/** The bookmarks that a document stands for. */
function choicesOf(library: Library, hit: IndexHit, words: readonly string[]): Choice[] {
  const { document, by, weak } = hit;
  const excerpt = excerptOf(hit, library.lineLength(document), words);
  return library.withDocument(document).flatMap((id) => {
    const bookmark = library.get(id);
    if (bookmark === undefined) return [];
    return [{ bookmark, by, words, weak, ...(excerpt !== '' && { excerpt }) }];
  });
}

/** Of the page's text; empty if the passage is only the line of the bookmark. */
function excerptOf({ start, text }: IndexHit, lineLength: number, words: readonly string[]): string {
  const page = text.slice(Math.max(0, lineLength - start)).trim();
  return page === '' ? '' : snippetOf(page, new Set(words), { maxLength: EXCERPT_LENGTH }).text;
}

/** The first of each page. */
function distinct(library: Library, choices: Iterable<Choice>, limit: number): Found[] {
  const found = new Map<string, Found>();
  for (const { bookmark, ...why } of choices) {
    if (found.size === limit) break;
    const { id, title, url, folders } = bookmark;
    if (found.has(url)) continue;
    const copies = library.withUrl(url).length - 1;
    found.set(url, { id, title, url, host: hostOf(url), folders, opens: mayOpen(url), copies, ...why });
  }
  return weakLast([...found.values()]);
}

/** Weak are only those below which nothing is better: the order stays that of the search. */
function weakLast(found: Found[]): Found[] {
  const lastGood = found.findLastIndex(({ weak }) => !weak);
  return found.map((row, at) => ({ ...row, weak: at > lastGood }));
}
