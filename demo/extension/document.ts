// The document of the index that stands for an entry: what it says of itself, then the text of its page.

import type { Heading } from '../../web/index.js';
import { bookmarkLine } from './bookmark.js';
import type { Entry, Kind } from './entry.js';
import type { Page } from './page-text.js';

/** As the index takes it. */
export interface BookmarkDocument {
  /** Made from all the rest: entries that say the same share a document. */
  id: string;
  title: string;
  url: string;
  /** Begins with the line of the entry. */
  text: string;
  headings: Heading[];
  metadata: { kind: Kind };
}

/** What stands between the parts of a text. */
const GAP = '\n\n';

/**
 * Undefined if there is nothing to be found by. Only the text is embedded: `shortTitle` is without the name of the site, by
 * which the entry is found as a word of its title.
 */
export function documentOf(
  { kind, title, url, folders }: Entry,
  shortTitle: string,
  page: Page | undefined,
): { document: BookmarkDocument; lineLength: number } | undefined {
  // The outermost folder is the browser's own: "Bookmarks bar".
  const line = bookmarkLine(shortTitle, url, folders.slice(1));
  if (line === '') return undefined;
  const { text, headings } = page === undefined ? { text: line, headings: [] } : withPage(line, title, page);
  const id = documentId([kind, title, url, text].join('\n'));
  return { document: { id, title, url, text, headings, metadata: { kind } }, lineLength: line.length };
}

/** The page's own title stands above its text, if it is another. */
function withPage(
  line: string,
  bookmarkTitle: string,
  { title = '', text, headings = [] }: Page,
): Pick<BookmarkDocument, 'text' | 'headings'> {
  const begin = line.length + GAP.length;
  const above = title === bookmarkTitle.trim() ? '' : title;
  const end = above === '' ? begin : begin + above.length + GAP.length;
  return {
    text: [line, above, text].filter((part) => part !== '').join(GAP),
    headings: [
      ...(above === '' ? [] : [{ start: begin, end: begin + above.length, level: 1 }]),
      ...headings.map((heading) => ({
        start: end + heading.start,
        end: end + heading.end,
        level: heading.level + 1,
      })),
    ],
  };
}

/** Equal for equal texts. 64 bits: among 100,000 texts two are confused once in four thousand million times. */
export function documentId(text: string): string {
  // FNV-1a twice, over UTF-16 units, from two starts.
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x01000193);
  }
  return `d${hex(high)}${hex(low)}`;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
