// What the pages of one site have in common, and no reader looks for: its name in every title, blocks on most pages.

import { blocksOf, withoutBlocks } from './blocks.js';
import type { ReadDocument } from './read-document.js';

/** Fewer pages say nothing of a site. */
const FEWEST_FOR_TITLES = 2;
const FEWEST_FOR_BLOCKS = 10;
/** The share of pages that makes something the site's. */
const MOST = 0.5;
/** No site has a name of more. */
const MOST_PARTS = 4;
/** Between the title of a page and the name of its site. */
const SEPARATOR = /\s+[-–—|·•»«:/]\s+|:\s+|\s*\|\s*/g;

/** The pages of a site without what most of them have in common. Linear in their size. */
export function withoutSiteText(pages: readonly ReadDocument[]): ReadDocument[] {
  const inTitles = commonOf(pages, FEWEST_FOR_TITLES, ({ title }) => endsOf(title ?? ''));
  const inTexts = commonOf(pages, FEWEST_FOR_BLOCKS, blocksOf);
  return pages.map((page) => withoutBlocks(withoutSiteName(page, inTitles), (block) => inTexts.has(block)));
}

/** What most pages have. */
function commonOf(
  pages: readonly ReadDocument[],
  fewest: number,
  partsOf: (page: ReadDocument) => readonly string[],
): Set<string> {
  if (pages.length < fewest) return new Set();
  const counts = new Map<string, number>();
  for (const page of pages) {
    for (const part of new Set(partsOf(page))) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > MOST * pages.length).map(([part]) => part));
}

/** What a title may end or begin with that is no part of it, with the separator, the longest first. */
function endsOf(title: string): string[] {
  const found = [...title.matchAll(SEPARATOR)];
  const ends = found.slice(-MOST_PARTS).map(({ index }) => title.slice(index));
  const first = found.slice(0, MOST_PARTS);
  const begins = first.map(({ index, 0: sign }) => title.slice(0, index + sign.length)).toReversed();
  return [...ends, ...begins].filter((end) => end.length < title.length);
}

function withoutSiteName(page: ReadDocument, common: ReadonlySet<string>): ReadDocument {
  const { title } = page;
  const end = title === undefined ? undefined : endsOf(title).find((part) => common.has(part));
  if (title === undefined || end === undefined) return page;
  return {
    ...page,
    title: (title.endsWith(end) ? title.slice(0, -end.length) : title.slice(end.length)).trim(),
  };
}
