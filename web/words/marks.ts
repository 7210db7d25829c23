// Where the words of a search stand in a text.

import type { Span } from '../text/span.js';
import { type FoundWord, wordsOf } from './find-words.js';

/** A word of the text, and which of its terms are meant. */
export interface WordMatch {
  spans: Span[];
  terms: string[];
}

/**
 * The ranges of a text whose words are in `words` (folded terms, as the core says which it found), in order and apart from
 * each other, as UTF-16 offsets. Of an identifier only the parts that are meant are marked. Takes time in proportion to the
 * text.
 */
export function marksOf(text: string, words: ReadonlySet<string>): Span[] {
  return mergedSpans(matchesOf(text, words));
}

/** The words of the text that have a term in `words`, in order. */
export function matchesOf(text: string, words: ReadonlySet<string>): WordMatch[] {
  const matches: WordMatch[] = [];
  if (words.size === 0) return matches;
  for (const word of wordsOf(text)) {
    const terms = word.terms.filter((term) => words.has(term));
    if (terms.length > 0) matches.push({ spans: meantSpans(word, words), terms });
  }
  return matches;
}

/** All of a word if the whole is meant, else its parts. */
function meantSpans({ start, end, terms, spans }: FoundWord, words: ReadonlySet<string>): Span[] {
  if (spans === undefined || words.has(terms[0] ?? '')) return [{ start, end }];
  return spans.filter((_, row) => words.has(terms[row] ?? ''));
}

/** The spans of matches; those that overlap or touch are one. */
export function mergedSpans(matches: readonly WordMatch[]): Span[] {
  const merged: Span[] = [];
  for (const { start, end } of matches.flatMap(({ spans }) => spans)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
