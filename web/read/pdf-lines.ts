// Puts the pieces of text that a PDF has together as words, lines and paragraphs.

/** A piece of text as pdf.js gives it. */
export interface Piece {
  str: string;
  hasEOL: boolean;
  /** The last two numbers are where it stands. */
  transform: number[];
  height: number;
}

/** Paragraphs are as far apart as this many of their lines are high. */
const PARAGRAPH_GAP = 1.6;
/** Begin compounds that keep their hyphen at the end of a line, in English. */
const COMPOUND_FIRSTS = new Set(
  (
    'best better cross double eight ex fifth first five four fourth full good half hard high higher ill large late left less ' +
    'long low lower many mid more most multi near new nine old one open past quasi real right second self seven short single six ' +
    'slow small so state ten third thirty three triple twenty two upper user well wide world zero'
  ).split(' '),
);
/** End words that have no hyphen: "fullness", "highway". */
const CLOSED_SECONDS =
  /^(?:able|age|al|ary|ations?|cuts?|dom|ed|en|ers?|est|ful|hand|hood|house|ies|ing|ings|ish|ism|ists?|ity|iz\w+|land|lands|less|lights?|line|ly|ments?|ness|out|ship|sided?|ties|time|ton|ty|ware|ways?|words?|y)$/;
const WORD = /[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*/gu;
/** Begins at the beginning of a word only, and has no two ways to match white space: it takes time in proportion to the text. */
const BROKEN =
  /(?<![\p{L}\p{M}\p{N}])([\p{L}\p{M}\p{N}]+)(-|\u2010|\u00ad)[^\S\n]*\n\s*(\p{Ll}[\p{L}\p{M}]*)(-?)/gu;

/** The pieces of a page, a line below the other, with an empty line between paragraphs. */
export function linesOf(pieces: readonly Piece[]): string {
  let text = '';
  let bottom: number | undefined;
  for (const { str, hasEOL, transform, height } of pieces) {
    const y = transform[5] ?? 0;
    const isLine = str.trim() !== '';
    if (isLine && bottom !== undefined && text.endsWith('\n') && bottom - y > PARAGRAPH_GAP * height) {
      text += '\n';
    }
    text += str;
    if (hasEOL && !text.endsWith('\n')) text += '\n';
    if (isLine) bottom = y;
  }
  return text.trim();
}

/**
 * The text of all pages. A word that the end of a line or page divides is one again; it keeps its hyphen where the document
 * writes it so elsewhere, or where it is a compound by its first part.
 */
export function joinedPages(pages: readonly string[]): string {
  const text = pages
    .filter((page) => page !== '')
    .reduce(
      (all, page) => (endsWithin(all, page) ? `${all}\n${page}` : all === '' ? page : `${all}\n\n${page}`),
      '',
    );
  const known = wordsOf(text);
  return text.replace(BROKEN, (_, left: string, sign: string, right: string, more: string) => {
    const joined = `${left}${right}`;
    const compound = `${left}-${right}`;
    if (sign === '\u00ad') return `${joined}${more}`;
    return `${keepsHyphen(left, right, more, known) ? compound : joined}${more}`;
  });
}

function endsWithin(text: string, next: string): boolean {
  return /[\p{L}\p{M}][-\u2010\u00ad]$/u.test(text.slice(-4)) && /^\p{Ll}/u.test(next);
}

function keepsHyphen(left: string, right: string, more: string, known: ReadonlySet<string>): boolean {
  const first = left.toLowerCase();
  if (known.has(`${first}-${right.toLowerCase()}`)) return true;
  if (known.has(`${first}${right.toLowerCase()}`)) return false;
  if (CLOSED_SECONDS.test(right)) return false;
  // A part of a longer compound, a number, or an abbreviation.
  return (
    more !== '' ||
    /\p{N}/u.test(left) ||
    (left === left.toUpperCase() && left !== first) ||
    COMPOUND_FIRSTS.has(first)
  );
}

/** The words that stand within lines. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const line of text.split('\n')) {
    for (const [word] of line.matchAll(WORD)) words.add(word.toLowerCase());
  }
  return words;
}
