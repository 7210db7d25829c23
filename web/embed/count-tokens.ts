// How long a text is for the embedder.

import type { Embedder } from './embedder.js';

const IDEOGRAPH = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';

/** Counts with the embedder's tokenizer; where it has none, words, punctuation marks and ideographs. */
export function tokenCounter({ tokenizer }: Embedder): (text: string) => number {
  if (tokenizer !== undefined) return (text) => tokenizer.encode(text).length;
  const unit = new RegExp(`${IDEOGRAPH}|(?:(?!${IDEOGRAPH})[\\p{L}\\p{M}\\p{N}])+|\\S`, 'gu');
  return (text) => text.match(unit)?.length ?? 0;
}

/** Tokens of text that fit into the embedder at once. */
export function passageTokens({ maxTokens, tokenizer }: Embedder): number {
  const { prefix, suffix } = tokenizer?.specialTokens ?? { prefix: [], suffix: [] };
  return maxTokens - prefix.length - suffix.length;
}
