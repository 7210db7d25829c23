// Answers a query: what words find at once, then with what is meant.

import { snippetOf } from '../../web/words/snippet.js';
import { hostOf, mayOpen } from './bookmark.js';
import { type Entry, KINDS, type Kind, pageKey } from './entry.js';
import type { Library } from './library.js';
import type { Answer, Found, IndexHit } from './protocol.js';
import type { Searcher } from './searcher.js';
import { toldApart } from './told-apart.js';

/** Documents asked for beyond the rows that are wanted: several may be of one page, more so where there are several kinds. */
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
  /** All kinds where it is missing. */
  kind?: Kind;
  signal: AbortSignal;
  tell(answer: Omit<Answer, 'id' | 'type'>): void;
}

/** An entry, and why it is shown. */
interface Choice extends Pick<Found, 'by' | 'words' | 'weak' | 'excerpt'> {
  entry: Entry;
}

/** Tells one answer or more, the last with `final`. Errors: what the search throws; what was told stays. */
export async function answer({ library, searcher, meaning }: FinderParts, question: Question): Promise<void> {
  const began = performance.now();
  const { query, limit, kind, signal, tell } = question;
  const show = (choices: Iterable<Choice>, stage: Answer['stage'], final: boolean) =>
    tell({ query, found: distinct(library, choices, limit), stage, final, ms: performance.now() - began });
  if (query.trim() === '') {
    const newest = library.newest(kind).slice(0, limit * 3);
    const choices = newest.map((entry) => ({ entry, by: 'date', words: [], weak: false }) as const);
    return show(choices, 'newest', true);
  }
  let stage: Answer['stage'] = 'words';
  const several = kind === undefined && library.count('history') + library.count('tab') > 0;
  const wish = { query, limit: limit * (several ? 2 : 1) + MORE_HITS, meaning, ...(kind && { kind }) };
  await searcher.search(wish, signal, ({ hits, words, final }) => {
    show(
      hits.flatMap((hit) => choicesOf(library, hit, words)),
      stage,
      final,
    );
    stage = 'meaning';
  });
}

/** The entries that a document stands for. */
function choicesOf(library: Library, hit: IndexHit, words: readonly string[]): Choice[] {
  const { document, by, weak } = hit;
  const excerpt = excerptOf(hit, library.lineLength(document), words);
  return library.withDocument(document).flatMap((id) => {
    const entry = library.get(id);
    if (entry === undefined) return [];
    return [{ entry, by, words, weak, ...(excerpt !== '' && { excerpt }) }];
  });
}

/** Of the page's text; empty if the passage is only the line of the entry. */
function excerptOf({ start, text }: IndexHit, lineLength: number, words: readonly string[]): string {
  const page = text.slice(Math.max(0, lineLength - start)).trim();
  return page === '' ? '' : snippetOf(page, new Set(words), { maxLength: EXCERPT_LENGTH }).text;
}

/** The first of each page, with what its bookmark says of where it is. */
function distinct(library: Library, choices: Iterable<Choice>, limit: number): Found[] {
  const found = new Map<string, Found>();
  for (const { entry, ...why } of choices) {
    if (found.size === limit) break;
    const key = pageKey(entry.url);
    if (!found.has(key)) found.set(key, { ...rowOf(library, entry), ...why });
  }
  return weakLast(toldApart([...found.values()]));
}

function rowOf(library: Library, { id, title, url, folders }: Entry): Omit<Found, 'by' | 'words' | 'weak'> {
  const page = library.ofPage(url);
  const bookmarks = page.filter(({ kind }) => kind === 'bookmark');
  const place = page.find((entry) => entry.place !== undefined)?.place;
  return {
    id,
    kinds: KINDS.filter((kind) => page.some((entry) => entry.kind === kind)),
    ...(place && { place }),
    title,
    url,
    host: hostOf(url),
    folders: folders.length > 0 ? folders : (bookmarks[0]?.folders ?? []),
    opens: mayOpen(url),
    copies: Math.max(0, bookmarks.length - 1),
  };
}

/** Weak are only those below which nothing is better: the order stays that of the search. */
function weakLast(found: Found[]): Found[] {
  const lastGood = found.findLastIndex(({ weak }) => !weak);
  return found.map((row, at) => ({ ...row, weak: at > lastGood }));
}
