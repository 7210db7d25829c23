// Folding: what differs only in case, accents, width or hidden characters becomes the same.

import { CAPITAL, kindOf, LETTER, MARK, SIGN } from './kind.js';

/** More marks on one character are left out: putting marks in order takes time by the square of their number. */
const MOST_MARKS = 30;
const MOST_KEPT = 8192;

/** Symbols that stand for letters but end a word. */
const ENDS_WORD = /[™℠]/g;
const IS_CAPITAL = /^[\p{Lu}\p{Lt}]/u;
const FRACTION = /^[\u00bc-\u00be\u2150-\u215f\u2189]/;
/** An acute accent on nothing, in both its forms; it is typed for an apostrophe. */
const LONE_ACUTE = /^[\u00b4\u1ffd]/;
/**
 * What is not written always: what cannot be seen, the accents of Latin, Greek and Cyrillic, the points of Hebrew, the vowel
 * signs of Arabic and what stretches its letters. Other marks are part of their scripts.
 */
const DROPPED = new RegExp(
  '[\\p{DI}\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f' +
    '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7' +
    '\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed]',
  'gu',
);

/** Letters that do not decompose but are written plainly elsewhere, and the many forms of apostrophe and hyphen. */
const SAME = new Map<string, string>();
for (const [plain, forms] of [
  ['σ', 'ς'],
  ['o', 'ø'],
  ['l', 'ł'],
  ['d', 'đð'],
  ['h', 'ħ'],
  ['i', 'ı'],
  ['ae', 'æ'],
  ['oe', 'œ'],
  ['th', 'þ'],
  ['\u064a', '\u0649\u06cc'],
  ['\u0643', '\u06a9'],
  ['\u0627', '\u0671'],
  ["'", '‘’ʹʺʻʼʽʾʿˈ׳״'],
  ['-', '‐−·‧'],
  ['/', '\u2044'],
  ['.', '\u066b'],
  [',', '\u066c'],
] as const) {
  for (const form of forms) SAME.set(form, plain);
}
const HAS_OTHER_FORM = new RegExp(`[${[...SAME.keys()].join('')}]`, 'g');
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;

/** A character with its marks as it stands in words: its units and the kind of each. Neither, if nothing of it does. */
export interface FoldedCharacter {
  units: readonly number[];
  kinds: readonly number[];
}

const known = new Map<string, FoldedCharacter>();

/** Folds a character with its marks, and keeps that for the next time. */
export function foldCharacter(character: string): FoldedCharacter {
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = unitsOf(fold(character.slice(0, 2 * MOST_MARKS)), IS_CAPITAL.test(character));
  if (known.size >= MOST_KEPT) known.clear();
  if (character.length <= MOST_MARKS) known.set(character, folded);
  return folded;
}

function unitsOf(text: string, isCapital: boolean): FoldedCharacter {
  const units: number[] = [];
  const kinds: number[] = [];
  for (const char of text) {
    const kind = kindOf(char);
    const isFirst = units.length === 0 && char.length === 1;
    units.push(char.charCodeAt(0));
    kinds.push(isFirst && isCapital && kind === LETTER ? CAPITAL : kind);
    if (char.length === 1) continue;
    units.push(char.charCodeAt(1));
    kinds.push(kind === SIGN ? MARK : kind);
  }
  return { units, kinds };
}

function fold(character: string): string {
  if (LONE_ACUTE.test(character)) return "'";
  const plain = character.replace(ENDS_WORD, ' ').normalize('NFKD');
  const cased = plain.replace(DROPPED, '').toLowerCase().toUpperCase().toLowerCase();
  const same = cased
    .normalize('NFKD')
    .replace(DROPPED, '')
    .replace(HAS_OTHER_FORM, (form) => SAME.get(form) ?? form)
    .replace(FOREIGN_DIGIT, asciiDigit)
    .normalize('NFC');
  return FRACTION.test(character) ? ` ${same}` : same;
}

/** Ten digits stand together, from a code point that ends in 0 or 6 in hexadecimal. */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  const low = point & 15;
  return String(/\p{Nd}/u.test(String.fromCodePoint(point - low)) ? low : low - 6);
}

/** Of each code unit: 0 if it was not looked at, 1 if it begins a character, 2 if it goes with the one before it. */
const joins = new Uint8Array(65536);
/** Marks, hidden characters, and letters that compose with the one before them: halves of Korean and Japanese ones. */
const JOINS = /^[\p{M}\p{DI}\uff9e\uff9f\u1160-\u11ff\u3131-\u3163\uffa0-\uffdc\u{16d63}-\u{16d6a}]/u;

/** The end of the character at `start`, with all that goes with it. */
export function characterEnd(text: string, start: number): number {
  let at = start + unitsAt(text, start);
  while (at < text.length && joinsBefore(text, at)) at += unitsAt(text, at);
  return at;
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function joinsBefore(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return false;
  const isPair = code >= 0xd800 && code <= 0xdbff;
  const seen = isPair ? 0 : (joins[code] ?? 0);
  if (seen > 0) return seen === 2;
  const found = JOINS.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
  if (!isPair) joins[code] = found ? 2 : 1;
  return found;
}

/** Whether a cut at `at` would part a character from its marks, or the halves of a pair. */
export function isInsideCharacter(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  return (text.codePointAt(at - 1) ?? 0) > 0xffff || joinsBefore(text, at);
}
