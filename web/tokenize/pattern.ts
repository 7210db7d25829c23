// The patterns of a tokenizer.json, as regular expressions of JavaScript.
import * as library from '@huggingface/tokenizers';
import type { Part } from './part.js';

/** What of the library is used; its own declarations cannot be resolved by TypeScript's Node rules. */
interface Library {
  SplitPreTokenizer: new (split: Part) => { pattern: RegExp | null };
}

/** `{ String }`, which is taken word for word, or `{ Regex }`, in the syntax of Oniguruma. Throws an Error for others. */
export function patternOf(value: unknown): RegExp {
  const text: unknown = Reflect.get(Object(value), 'String');
  if (typeof text === 'string') return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
  // Named in full, so that bundlers see that the rest is not used.
  const { pattern } = new (library as unknown as Library).SplitPreTokenizer({
    type: 'Split',
    pattern: value,
    behavior: 'Isolated',
    invert: false,
  });
  if (pattern === null) throw new Error('it has a pattern that is neither String nor Regex');
  return pattern;
}
