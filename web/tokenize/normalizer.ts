// What is done to a text before it is cut: normalizers, exactly as Hugging Face's own library does it.
import { bertNormalizer } from './bert-normalizer.js';
import { BYTE_LETTERS } from './byte-letters.js';
import { lowerCase } from './lower-case.js';
import { flagIn, type Part, partsOf, stringIn, unknownPart } from './part.js';
import { patternOf } from './pattern.js';
import { precompiled } from './precompiled.js';

export type Normalize = (text: string) => string;

const ROLE = 'normalizer';

const MAKERS: Readonly<Record<string, (part: Part) => Normalize>> = {
  BertNormalizer: bertNormalizer,
  ByteLevel: () => (text) =>
    Array.from(new TextEncoder().encode(text), (byte) => BYTE_LETTERS[byte]).join(''),
  Lowercase: () => lowerCase,
  NFC: () => (text) => text.normalize('NFC'),
  NFD: () => (text) => text.normalize('NFD'),
  NFKC: () => (text) => text.normalize('NFKC'),
  NFKD: () => (text) => text.normalize('NFKD'),
  Nmt: () => nmt,
  Precompiled: precompiled,
  Prepend: (part) => {
    const start = stringIn(part, 'prepend', '');
    return (text) => (text === '' ? text : start + text);
  },
  Replace: (part) => {
    const pattern = patternOf(part.pattern);
    const content = stringIn(part, 'content', '');
    return (text) => text.replace(pattern, () => content);
  },
  Sequence: (part) => {
    const steps = partsOf(part.normalizers, ROLE).map(normalizerOf);
    return (text) => steps.reduce((value, step) => step(value), text);
  },
  Strip: (part) => {
    const start = flagIn(part, 'strip_left', true) ? /^\p{White_Space}+/u : /^(?!)/;
    const end = flagIn(part, 'strip_right', true);
    return (text) => {
      const rest = text.replace(start, '');
      return end ? trimmedEnd(rest) : rest;
    };
  },
  StripAccents: () => (text) => text.replace(/\p{M}/gu, ''),
};

/** Throws an Error if there is none of that type. */
export function normalizerOf(part: Part): Normalize {
  const make = Object.hasOwn(MAKERS, part.type) ? MAKERS[part.type] : undefined;
  return make === undefined ? unknownPart(ROLE, part.type) : make(part);
}

/** A pattern for white space at the end would begin again at every space. */
function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /\p{White_Space}/u.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

const NMT_KEPT = /[\t\n\f\r]/;
const NMT_SPACE = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g;

/** As models for translation did it: few controls, and one kind of space. */
function nmt(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => (isDroppedByNmt(char) ? '' : char)).replace(NMT_SPACE, ' ');
}

function isDroppedByNmt(char: string): boolean {
  const code = char.charCodeAt(0);
  return code !== 0 && !NMT_KEPT.test(char) && (code < 0x80 || code === 0x8f || code === 0x9f);
}
