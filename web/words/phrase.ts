// Whether words stand side by side in a text.

import { type FoundWord, wordsOf } from './find-words.js';

const EMPTY_LINE = /\n[^\S\n]*\n|\u2029/;

/**
 * Whether the folded words of `phrase` stand next to each other in the text, in order. Punctuation between them does not
 * matter, the end of a paragraph does. Parts of an identifier count as words: "well known" is in "well-known". Takes time in
 * proportion to the text, times the length of the phrase at worst. The empty phrase is in every text.
 */
export function hasPhrase(text: string, phrase: readonly string[]): boolean {
  if (phrase.length === 0) return true;
  let reached: number[] = [];
  let end = 0;
  for (const word of wordsOf(text)) {
    if (reached.length > 0 && EMPTY_LINE.test(text.slice(end, word.start))) reached = [];
    const before = reached;
    reached = [];
    for (const count of [0, ...before]) {
      for (const next of countsAfter(word, phrase, count)) {
        if (next === phrase.length) return true;
        if (!reached.includes(next)) reached.push(next);
      }
    }
    end = word.end;
  }
  return false;
}

/** How many words of the phrase there can be up to the end of `word`, if there were `count` before it. */
function countsAfter({ terms }: FoundWord, phrase: readonly string[], count: number): number[] {
  const counts = terms[0] === phrase[count] ? [count + 1] : [];
  // A phrase begins with any part, and goes on with the first.
  const lastFirst = count === 0 ? terms.length - 1 : Math.min(1, terms.length - 1);
  for (let first = 1; first <= lastFirst; first++) {
    let length = 0;
    while (first + length < terms.length && terms[first + length] === phrase[count + length]) {
      length++;
      if (count + length === phrase.length) return [phrase.length];
    }
    if (length > 0 && first + length === terms.length) counts.push(count + length);
  }
  return counts;
}
