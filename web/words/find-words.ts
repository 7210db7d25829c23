// Finds the words of a text, the same in every engine: for the index and for the query alike (docs/search.md).

import { addChain } from './chain.js';
import { type Folded, foldText } from './folded-text.js';
import type { FoundWord } from './found-word.js';
import { beginsWord, CAPITAL, JOINER, LETTER, OTHER, SIGN } from './kind.js';
import { addPairs } from './sign-pairs.js';

export type { FoundWord } from './found-word.js';

/** A text is read in stretches of whole lines, of at least this many characters. */
const STRETCH = 4096;
/** Words of letters up to this length are terms, however many bytes a letter takes. */
const SURELY_FITS = 21;
const HASH = 0x23;

const encoder = new TextEncoder();

/**
 * The words of a text, in order; pairs of characters of scripts without spaces overlap. Offsets are UTF-16 offsets in `text`
 * as it is given. Takes time in proportion to the text.
 */
export function* wordsOf(text: string): Generator<FoundWord> {
  for (let start = 0; start < text.length; ) {
    const end = stretchEnd(text, start);
    yield* wordsIn(foldText(text, start, end));
    start = end;
  }
}

/** The terms of all words, in order, as often as they occur. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = stretchEnd(text, start);
    for (const word of wordsIn(foldText(text, start, end))) for (const term of word.terms) terms.push(term);
    start = end;
  }
  return terms;
}

/** The terms of a text as the core takes them: UTF-8, with a line feed between two. */
export function fieldBytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(termsOf(text).join('\n'));
}

function stretchEnd(text: string, start: number): number {
  const lineEnd = text.indexOf('\n', start + STRETCH);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

function wordsIn(folded: Folded): FoundWord[] {
  const { text, kinds } = folded;
  const words: FoundWord[] = [];
  for (let at = 0; at < text.length; ) {
    const kind = kinds[at];
    if (beginsWord(kind)) {
      const end = plainEnd(folded, at);
      if (end === undefined) at = addChain(words, folded, at);
      else {
        words.push({ start: folded.startOf(at), end: folded.endOf(end), terms: [text.slice(at, end)] });
        at = end;
      }
    } else if (kind === SIGN) at = addPairs(words, folded, at);
    else at++;
  }
  return words;
}

/** The end of the word at `start` if it is one of letters and nothing else, as most are. */
function plainEnd({ text, kinds }: Folded, start: number): number | undefined {
  let end = kinds[start] === CAPITAL ? start + 1 : start;
  while (kinds[end] === LETTER) end++;
  // All capitals, too.
  if (end === start + 1) while (kinds[end] === CAPITAL) end++;
  if (end - start > SURELY_FITS) return undefined;
  const after = kinds[end];
  if (after === OTHER || after === SIGN) return end;
  return after === JOINER && kinds[end + 1] === OTHER && text.charCodeAt(end) !== HASH ? end : undefined;
}
