// Answers a query: matching words at once, then merged with what is meant.

import { hostOf, mayOpen } from './bookmark.js';
import { fuse } from './fusion.js';
import type { Bookmark, Library } from './library.js';
import type { Meaning } from './meaning.js';
import type { Answer, Found, MeaningHit } from './protocol.js';
import type { WordHit, WordIndex } from './word-index.js';

/** Places of both lists that count. */
const WORD_HITS = 50;
const MEANING_HITS = 30;

/** What is less alike than this has nothing to do with the query. */
const LEAST_SCORE = 0.2;

/** So long must the typing rest before a query is embedded. */
const PAUSE_MS = 60;

/**
 * What a bookmark with that share of the query's words is worth beside one that means it: with all of them twice as
 * much, with half of them, as in most matches of a description, a quarter.
 */
const wordWeight = (share: number) => 2 * share ** 3;

export interface FinderParts {
  library: Library;
  words: WordIndex;
  /** Undefined where nothing can be found by meaning. */
  meaning: Meaning | undefined;
  /** The bookmarks that a document stands for. */
  bookmarksOf(document: string): readonly string[];
}

export interface Question {
  query: string;
  limit: number;
  signal: AbortSignal;
  tell(answer: Omit<Answer, 'id' | 'type'>): void;
}

/** Tells one answer or more, the last with `final`. Errors: what searching by meaning throws; what was told stays. */
export async function answer(parts: FinderParts, question: Question): Promise<void> {
  const began = performance.now();
  const { query, limit, signal, tell } = question;
  const show = (found: Found[], stage: Answer['stage'], final: boolean) =>
    tell({ query, found, stage, final, ms: performance.now() - began });
  if (query.trim() === '') {
    const newest = parts.library.newest().slice(0, limit * 2);
    const found = distinct(parts.library, newest, limit, () => ({ by: 'date', terms: [] }));
    show(found, 'newest', true);
    return;
  }
  const words = parts.words.search(query, WORD_HITS);
  show(merge(parts, words, [], limit), 'words', parts.meaning === undefined);
  if (parts.meaning === undefined) return;
  await rest(PAUSE_MS, signal);
  await parts.meaning.search(query, MEANING_HITS, signal, (hits, final) => {
    show(merge(parts, words, hits, limit), 'meaning', final);
  });
}

function merge(parts: FinderParts, words: WordHit[], hits: MeaningHit[], limit: number): Found[] {
  const terms = new Map(words.map((hit) => [hit.id, hit.terms]));
  const excerpts = new Map<string, string | undefined>();
  for (const { document, text, score } of hits) {
    if (score < LEAST_SCORE) break;
    for (const id of parts.bookmarksOf(document)) {
      if (!excerpts.has(id)) excerpts.set(id, document.startsWith('p') ? text : undefined);
    }
  }
  const order = fuse([
    words.map(({ id, share }) => ({ key: id, weight: wordWeight(share) })),
    Array.from(excerpts.keys(), (id) => ({ key: id, weight: 1 })),
  ]);
  const bookmarks = order.flatMap((id) => parts.library.get(id) ?? []);
  return distinct(parts.library, bookmarks, limit, ({ id }) => {
    const excerpt = excerpts.get(id);
    return {
      by: terms.has(id) ? (excerpts.has(id) ? 'both' : 'words') : 'meaning',
      terms: terms.get(id) ?? [],
      ...(excerpt !== undefined && { excerpt }),
    };
  });
}

/** The first of each page. */
function distinct(
  library: Library,
  bookmarks: Iterable<Bookmark>,
  limit: number,
  why: (bookmark: Bookmark) => Pick<Found, 'by' | 'terms' | 'excerpt'>,
): Found[] {
  const found = new Map<string, Found>();
  for (const bookmark of bookmarks) {
    if (found.size === limit) break;
    const { id, title, url, folders } = bookmark;
    if (found.has(url)) continue;
    const copies = library.withUrl(url).length - 1;
    const place = { host: hostOf(url), folders, opens: mayOpen(url), copies };
    found.set(url, { id, title, url, ...place, ...why(bookmark) });
  }
  return [...found.values()];
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
