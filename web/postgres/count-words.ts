// The words of a passage as the core counts them (src/words/): often is often, and a title has each word once.

import { isPicture } from '../text/picture.js';
import { termsOf } from '../words/find-words.js';

/** A word counts at most so often in a passage. */
const MOST_FREQUENT = 255;

export interface CountedWords {
  /** How often each word is in the body. */
  body: ReadonlyMap<string, number>;
  /** The sum of these. */
  length: number;
  headings: ReadonlySet<string>;
  title: ReadonlySet<string>;
}

/** Takes time in proportion to the texts. */
export function countWords(passage: {
  text: string;
  title?: string;
  headings?: readonly string[];
}): CountedWords {
  const { text, title = '', headings = [] } = passage;
  const body = new Map<string, number>();
  for (const term of isPicture(text) ? [] : termsOf(text)) {
    body.set(term, Math.min(MOST_FREQUENT, (body.get(term) ?? 0) + 1));
  }
  return {
    body,
    length: [...body.values()].reduce((sum, count) => sum + count, 0),
    headings: new Set(termsOf(headings.join('\n\n'))),
    title: new Set(termsOf(title)),
  };
}
