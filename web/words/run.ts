// Runs of letters and digits: one word, with the numbers and apostrophes in it.

import type { Span } from '../text/span.js';
import type { Folded } from './folded-text.js';
import { APOSTROPHE, beginsWord, CAPITAL, DIGIT, isInWord, LETTER, MARK, OTHER, SIGN } from './kind.js';

const POINT = 0x2e;
const COMMA = 0x2c;
const SMALL_S = 0x73;
const PLUS = 0x2b;
const HASH = 0x23;
/** Digits between two commas of a number. */
const GROUP = 3;
/** What English puts after an apostrophe; it is no word of its own. */
const ENDINGS = ['ll', 're', 've', 'em'];
/** Letters before digits that are looked for without them: `sqlite3`, but not `mp3`. */
const SHORTEST_NAME = 3;

/** A run in a folded text; offsets are of the folded text. */
export interface Run extends Span {
  /** Without apostrophes and the commas of numbers. */
  word: string;
  /** Where its apostrophes are, but for that of a final 's. */
  apostrophes: number[];
  /** Where reading goes on: after a final 's. */
  next: number;
  /** Whether it ends in the sign of `C++` or `C#`, which is part of the word. */
  signed: boolean;
}

/** Reads the run that begins at `start`, with a letter or digit. */
export function readRun(folded: Folded, start: number): Run {
  const { text, kinds } = folded;
  const apostrophes: number[] = [];
  let word = '';
  let copied = start;
  let at = start;
  const skip = () => {
    word += text.slice(copied, at);
    copied = ++at;
  };
  for (;;) {
    while (isInWord(kinds[at])) at++;
    if (isDecimalPoint(folded, at)) at++;
    else if (isThousandsComma(folded, at)) skip();
    else if (kinds[at] === APOSTROPHE && beginsWord(kinds[at + 1]) && !isPossessive(folded, at)) {
      apostrophes.push(at);
      skip();
    } else break;
  }
  const next = kinds[at] === APOSTROPHE && isPossessive(folded, at) ? at + 2 : at;
  const end = apostrophes.length > 0 ? at : at + signLength(folded, start, at);
  word += text.slice(copied, end);
  return { start, end, word, apostrophes, next: Math.max(next, end), signed: end > at };
}

function isDecimalPoint({ text, kinds }: Folded, at: number): boolean {
  return text.charCodeAt(at) === POINT && kinds[at - 1] === DIGIT && kinds[at + 1] === DIGIT;
}

/** Whether the comma is one of `1,000,000`: one to three digits before it, and exactly three after it. */
function isThousandsComma({ text, kinds }: Folded, at: number): boolean {
  if (text.charCodeAt(at) !== COMMA) return false;
  let first = at;
  while (kinds[first - 1] === DIGIT && at - first <= GROUP) first--;
  let end = at + 1;
  while (kinds[end] === DIGIT && end - at <= GROUP + 1) end++;
  return first < at && at - first <= GROUP && end === at + 1 + GROUP;
}

function isPossessive({ text, kinds }: Folded, at: number): boolean {
  if (text.charCodeAt(at + 1) !== SMALL_S || isInWord(kinds[at + 2])) return false;
  return kinds[at + 2] !== APOSTROPHE || !beginsWord(kinds[at + 3]);
}

/** The length of the sign that ends at a word's letters: `++`, or `#` after a single one. */
function signLength({ text, kinds }: Folded, start: number, end: number): number {
  const last = kinds[end - 1];
  if (last !== LETTER && last !== CAPITAL) return 0;
  const sign = text.charCodeAt(end);
  if (sign === PLUS && text.charCodeAt(end + 1) === PLUS) return 2;
  return sign === HASH && end === start + 1 && !isInWord(kinds[end + 1]) && kinds[end + 1] !== SIGN ? 1 : 0;
}

/** The parts that a run is found by as well, in order; most have none. Offsets are of the folded text. */
export function partsOf(folded: Folded, run: Run): Span[] {
  if (run.signed) return run.word.length > 3 ? [{ start: run.start, end: run.end - 2 }] : [];
  if (run.apostrophes.length > 0) return elided(folded, run);
  const pieces = numberParts(folded, run);
  return pieces.length === 0
    ? humpsOf(folded, run)
    : pieces.flatMap((piece) => [piece, ...humpsOf(folded, piece)]);
}

/** Of `l'eau` the water, of `rock'n'roll` two; nothing of `don't`. */
function elided({ text }: Folded, { start, end, apostrophes }: Run): Span[] {
  const pieces = between([start, ...apostrophes.map((at) => at + 1)], [...apostrophes, end]);
  const last = text.slice(pieces.at(-1)?.start, end);
  return last.length < 2 || ENDINGS.includes(last) ? [] : pieces.filter(isLong);
}

/** The words of `fooBar` and `HTMLElement`. */
function humpsOf(folded: Folded, { start, end }: Span): Span[] {
  const cuts: number[] = [];
  for (let at = start + 1; at < end; at++) {
    if (folded.kinds[at] === CAPITAL && beginsHump(folded, at)) cuts.push(at);
  }
  return cuts.length === 0 ? [] : between([start, ...cuts], [...cuts, end]).filter(isLong);
}

/** One small letter after capitals is a plural or a unit: `PDFs`, `MHz`. */
function beginsHump(folded: Folded, at: number): boolean {
  const { kinds } = folded;
  let last = at - 1;
  // A capital may have become several letters.
  while (folded.startOf(last) === folded.startOf(last - 1)) last--;
  const before = kinds[last];
  return before === LETTER || (kinds[at + 1] === LETTER && (before === DIGIT || kinds[at + 2] === LETTER));
}

/** The number with a point and what is around it, as in `python3.11`; else the letters before digits. */
function numberParts({ text, kinds }: Folded, { start, end, word }: Run): Span[] {
  const isNumber = (at: number) => kinds[at] === DIGIT || kinds[at] === OTHER;
  let first = word.includes('.') ? text.indexOf('.', start) : start;
  if (first === start) {
    while (first < end && !isNumber(first)) first++;
    let last = first;
    while (last < end && isNumber(last)) last++;
    return last === end && last > first && first - start >= SHORTEST_NAME ? [{ start, end: first }] : [];
  }
  let last = first;
  while (first > start && isNumber(first - 1)) first--;
  // Marks go with the digit before them.
  while (last < end && (isNumber(last) || kinds[last] === MARK || text.charCodeAt(last) === POINT)) last++;
  if (first === start && last === end) return [];
  return between([start, first, last], [first, last, end]).filter(isLong);
}

function between(starts: readonly number[], ends: readonly number[]): Span[] {
  return starts.map((start, row) => ({ start, end: ends[row] ?? start }));
}

function isLong({ start, end }: Span): boolean {
  return end - start > 1;
}
