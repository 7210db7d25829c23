// Somebody who knows a page by its name: one or two words of titles that tell them from others.

import type { JudgedQuery, ListedBookmark } from '../../tools/corpora/bookmarks.js';

/** Every so many-th bookmark is asked for. */
const TITLE_STEP = 10;
/** A word that at most so many titles have tells one from others. */
const MOST_TITLES = 3;
const SHORTEST_WORD = 4;

/** The last word is cut by a third in half of the cases. */
export function titleQueries(all: readonly ListedBookmark[]): JudgedQuery[] {
  const titles = all.map(({ title }) =>
    (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= SHORTEST_WORD),
  );
  const counts = new Map<string, number>();
  for (const words of titles)
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const queries: JudgedQuery[] = [];
  for (let row = 0; row < all.length; row += TITLE_STEP) {
    const words = titles[row] ?? [];
    const telling = words.findIndex((word) => (counts.get(word) ?? 0) <= MOST_TITLES);
    if (telling < 0) continue;
    const first = queries.length % 4 < 2 ? telling : Math.max(0, telling - 1);
    const wanted = words.slice(first, telling + 1).join(' ');
    const cut = Math.floor((words[telling]?.length ?? 0) / 3);
    const query = queries.length % 2 === 1 ? wanted.slice(0, wanted.length - cut) : wanted;
    queries.push({ query, urls: [all[row]?.url ?? ''] });
  }
  return queries;
}
