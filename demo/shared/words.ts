// Splits titles, URLs, texts and queries into words, for the word index and for marking.

/** A word of a text, as it is compared, and its place. */
export interface Word {
  word: string;
  /** UTF-16 offsets into the text. */
  start: number;
  end: number;
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:\+\+|#)?/gu;
const MARK = /\p{M}/gu;
/** Written without spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Lower case, without accents: what two spellings of a word have in common. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(MARK, '').toLowerCase();
}

/** The words of a text in order; scripts without spaces give every two neighbouring characters. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const [found] = match;
    if (UNSPACED.test(found)) words.push(...pairs(found, match.index));
    else words.push({ word: fold(found), start: match.index, end: match.index + found.length });
  }
  return words;
}

function pairs(text: string, offset: number): Word[] {
  const characters = [...text];
  if (characters.length === 1) return [{ word: fold(text), start: offset, end: offset + text.length }];
  const words: Word[] = [];
  let start = offset;
  for (let at = 0; at + 1 < characters.length; at++) {
    const pair = `${characters[at]}${characters[at + 1]}`;
    words.push({ word: fold(pair), start, end: start + pair.length });
    start += characters[at]?.length ?? 0;
  }
  return words;
}
