// Tokens that few texts have, or none: their rows need few bits.
import type { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';

export interface SeldomTokens {
  /** In reserve, and in no text. */
  unused: ReadonlySet<number>;
  /** Letters of scripts that the model was not made for. */
  foreign: ReadonlySet<number>;
}

const RESERVED = /^\[unused\d+\]$/;

/** A letter beyond the Latin script. */
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/u;

/** Of a vocabulary, what letters beyond Latin have at most where the model is not made for them. */
const FOREIGN_SHARE = 0.1;

/** By the names of tokens; of a vocabulary that is no record of them, none. */
export function seldomTokens(tokenizerJson: object, tokenizer: HuggingFaceTokenizer): SeldomTokens {
  const { vocab } = Object(Reflect.get(tokenizerJson, 'model'));
  const names = Array.isArray(vocab) ? [] : (Object.entries(Object(vocab)) as [string, number][]);
  const ids = (tokens: typeof names) => new Set(tokens.map(([, id]) => id));
  // The tokenizer must not make them, not even of their own names.
  const isMade = (name: string, id: number) =>
    [name, `a ${name} b`, name.slice(1, -1)].some((text) => tokenizer.encode(text).includes(id));
  const unused = names.filter(([name, id]) => RESERVED.test(name) && !isMade(name, id));
  const others = names.filter(([name]) => OTHER_LETTER.test(name));
  const isForeign = others.length < FOREIGN_SHARE * names.length;
  return { unused: ids(unused), foreign: ids(isForeign ? others : []) };
}
