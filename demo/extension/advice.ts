// What to try if nothing was found: some queries ask for less than their writer thinks.

import { queryItems } from '../../web/words/query-items.js';

const LETTER = /[\p{L}\p{N}]/u;

export function adviceFor(query: string): string {
  const items = [...queryItems(query)].filter(({ text }) => LETTER.test(text));
  if (items.length === 0) return 'Type a word or more of what it is about.';
  if (items.every(({ excluded }) => excluded))
    return 'A minus leaves words out. Drop it, or add what the page is about.';
  if (items.some(({ quoted, excluded }) => quoted && !excluded))
    return 'Quotes ask for these very words, side by side. Drop the quotes.';
  if (items.some(({ excluded }) => excluded)) return 'A minus leaves words out. Drop it.';
  return 'Try to say it in other words.';
}
