// A text with words in place of others.

import { wordsOf } from './find-words.js';

/** Puts in place of each word whose first term is in `corrections` (both folded) the other one, if that `isBetter`. */
export function corrected(
  text: string,
  corrections: ReadonlyMap<string, string>,
  isBetter: (other: string, word: string) => boolean,
): string {
  if (corrections.size === 0) return text;
  let result = '';
  let end = 0;
  for (const word of wordsOf(text)) {
    const other = corrections.get(word.terms[0] ?? '');
    if (other === undefined || !isBetter(other, text.slice(word.start, word.end))) continue;
    result += text.slice(end, word.start) + other;
    end = word.end;
  }
  return result + text.slice(end);
}
