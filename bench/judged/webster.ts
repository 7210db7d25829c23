// Descriptions of words from Webster's dictionary of 1913, as the Debian package dict-gcide has it: text that WordNet's glosses were
// not written from, with the words that it describes.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What somebody might type who looks for a word, and the word. */
export interface Description {
  text: string;
  word: string;
}

/** Words of a description; shorter ones are synonyms, longer ones nobody types. */
const FEWEST_WORDS = 6;
const MOST_WORDS = 24;

/** `Alley \Al"ley\, n.; pl. {Alleys}. [OE. aley.]`, and the first paragraph below it. */
const ENTRY = /^([A-Z][a-z]+) \\[^\n]*\\[^\n]*\n((?: {3}[^\n]+\n)+) {3}\[1913 Webster\]/gm;

/**
 * `count` descriptions, evenly from all that are of one of `words`, do not have the word itself, and are no mere references.
 * `file`: gcide.dict.dz.
 */
export function readDescriptions(file: string, words: ReadonlySet<string>, count: number): Description[] {
  const found = new Map<string, Description>();
  for (const [, headword = '', paragraph = ''] of gunzipSync(readFileSync(file))
    .toString('utf8')
    .matchAll(ENTRY)) {
    const word = headword.toLowerCase();
    const text = descriptionIn(paragraph);
    const length = text.split(' ').length;
    const fits =
      length >= FEWEST_WORDS && length <= MOST_WORDS && !text.toLowerCase().includes(word.slice(0, 5));
    if (fits && /^[A-Z]/.test(text) && words.has(word) && !found.has(word)) found.set(word, { word, text });
  }
  const all = [...found.values()];
  const step = all.length / count;
  return Array.from({ length: Math.min(count, all.length) }, (_, row) => all[Math.floor(row * step)]).filter(
    (each) => each !== undefined,
  );
}

/** The paragraph's first sense, without what stands in brackets, quotations and subjects. */
function descriptionIn(paragraph: string): string {
  return paragraph
    .replace(/\s+/g, ' ')
    .replace(/\[[^\]]*\]|\([A-Z][\w. ]*\)|[{}_]/g, '')
    .replace(/^ ?1\. /, '')
    .replace(/(--|; as,|"| See | Cf\. ).*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
