// Counts the tokens of a text as the embedder does.

import type { Embedder } from './embedder.js';

const IDEOGRAPH = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';

/** Counts with the embedder's tokenizer; if it has none, counts words, punctuation marks and ideographs. */
export function tokenCounter({ tokenizer }: Embedder): (text: string) => number {
  if (tokenizer !== undefined) return (text) => tokenizer.encode(text).length;
  const unit = new RegExp(`${IDEOGRAPH}|(?:(?!${IDEOGRAPH})[\\p{L}\\p{M}\\p{N}])+|\\S`, 'gu');
  return (text) => text.match(unit)?.length ?? 0;
}

/** Most tokens of a passage, special tokens not counted. */
export function passageTokens({ maxTokens, tokenizer }: Embedder): number {
  const { prefix, suffix } = tokenizer?.specialTokens ?? { prefix: [], suffix: [] };
  return maxTokens - prefix.length - suffix.length;
}
