// A word of a text, and the terms that it is found by.

import type { Span } from '../text/span.js';
import type { Folded } from './folded-text.js';

const MOST_POINTS = 40;
const MOST_BYTES = 64;
/** No unit of UTF-16 takes more bytes of UTF-8. */
const UNIT_BYTES = 3;

export interface FoundWord {
  /** UTF-16 offset of the first code unit in the text. */
  start: number;
  /** UTF-16 offset after the last code unit. */
  end: number;
  /** At least one: the whole word, and then its parts, if it has any. Folded. */
  terms: string[];
  /** Where each term stands in the text; left out if there is only one. */
  spans?: Span[];
}

/** Whether a term has at most 40 code points and 64 bytes of UTF-8. */
export function fitsTerm(term: string): boolean {
  if (term.length * UNIT_BYTES <= MOST_BYTES) return true;
  if (term.length > MOST_BYTES) return false;
  let points = 0;
  let bytes = 0;
  for (const char of term) {
    const point = char.codePointAt(0) ?? 0;
    points++;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return points <= MOST_POINTS && bytes <= MOST_BYTES;
}

/** Terms of one word as they are found, with the offsets of the folded text. */
export class WordTerms {
  readonly #folded: Folded;
  readonly #terms: string[] = [];
  readonly #spans: Span[] = [];

  constructor(folded: Folded) {
    this.#folded = folded;
  }

  /** Adds a term, if it is not too long to be one. */
  add(term: string, { start, end }: Span): void {
    if (!fitsTerm(term)) return;
    this.#terms.push(term);
    this.#spans.push({ start: this.#folded.startOf(start), end: this.#folded.endOf(end) });
  }

  /** The word, if it has a term. */
  finish(): FoundWord | undefined {
    const [first] = this.#spans;
    if (first === undefined) return undefined;
    const end = this.#spans.reduce((most, span) => Math.max(most, span.end), first.end);
    const word: FoundWord = { start: first.start, end, terms: this.#terms };
    if (this.#terms.length > 1) word.spans = this.#spans;
    return word;
  }
}
