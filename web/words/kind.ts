// What a folded character is to the words around it.

/** Anything that no word goes across: white space, punctuation, symbols. */
export const OTHER = 0;
/** A mark on the character before it, or the second half of a pair. */
export const MARK = 1;
export const LETTER = 2;
/** A letter that was a capital before it was folded. */
export const CAPITAL = 3;
export const DIGIT = 4;
/** A character of a script that is written without spaces, or whose words are long compounds. */
export const SIGN = 5;
/** What may join the parts of an identifier. */
export const JOINER = 6;
export const APOSTROPHE = 7;

const JOINERS = '-_.:/+#&@';
const IS_MARK = /^\p{M}/u;
const IS_LETTER = /^[\p{L}\p{Nl}]/u;
const IS_NUMBER = /^\p{N}/u;
const IS_SIGN =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Hangul}〆ー]/u;

/** The kinds of the characters of ASCII, before they are folded. */
export const ASCII_KINDS = Uint8Array.from({ length: 128 }, (_, code) =>
  asciiKind(String.fromCharCode(code)),
);

function asciiKind(char: string): number {
  if (/[a-z]/.test(char)) return LETTER;
  if (/[A-Z]/.test(char)) return CAPITAL;
  if (/[0-9]/.test(char)) return DIGIT;
  if (JOINERS.includes(char)) return JOINER;
  return char === "'" ? APOSTROPHE : OTHER;
}

/** The kind of a folded character; which letters were capitals cannot be seen there. */
export function kindOf(char: string): number {
  const ascii = ASCII_KINDS[char.charCodeAt(0)];
  if (ascii !== undefined) return ascii;
  if (IS_MARK.test(char)) return MARK;
  if (IS_LETTER.test(char)) return IS_SIGN.test(char) ? SIGN : LETTER;
  return IS_NUMBER.test(char) ? DIGIT : OTHER;
}

/** Whether a word may begin with this kind. */
export function beginsWord(kind: number | undefined): boolean {
  return kind !== undefined && kind >= LETTER && kind <= DIGIT;
}

/** Whether a word goes on with this kind. */
export function isInWord(kind: number | undefined): boolean {
  return kind !== undefined && kind >= MARK && kind <= DIGIT;
}

/** Whether a folded word is of a script whose words are found by pairs of characters. */
export function isOfSigns(word: string): boolean {
  return IS_SIGN.test(word);
}
