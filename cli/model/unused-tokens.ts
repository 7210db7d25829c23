// Tokens that a vocabulary has in reserve, and no text ever has.
import type { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';

const RESERVED = /^\[unused\d+\]$/;

/** Ids of reserved tokens that the tokenizer does not make, not even of their own names. */
export function unusedTokens(tokenizerJson: object, tokenizer: HuggingFaceTokenizer): Set<number> {
  const { vocab } = Object(Reflect.get(tokenizerJson, 'model'));
  const unused = new Set<number>();
  if (Array.isArray(vocab)) return unused;
  for (const [name, id] of Object.entries(Object(vocab))) {
    if (!RESERVED.test(name) || typeof id !== 'number') continue;
    const texts = [name, `a ${name} b`, name.slice(1, -1)];
    if (!texts.some((text) => tokenizer.encode(text).includes(id))) unused.add(id);
  }
  return unused;
}
