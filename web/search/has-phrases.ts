// Whether a passage has the phrases that a query asks for, and none that it leaves out: only its text tells.

import type { OwnedPassage } from '../content/searched-content.js';
import { hasPhrase } from '../words/phrase.js';
import type { WordQuery } from '../words/word-query.js';

/** Title and headings count as well. */
export function hasPhrases(
  { title = '', headings = [], text }: OwnedPassage,
  { phrases, excludedPhrases }: WordQuery,
): boolean {
  const isIn = (phrase: readonly string[]) =>
    [text, title, ...headings].some((field) => hasPhrase(field, phrase));
  return phrases.every(isIn) && !excludedPhrases.some(isIn);
}
