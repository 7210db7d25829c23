// The parts of a query as it is typed: words, "quoted phrases", and what is to be left out.

export interface QueryItem {
  /** Without quotes and the minus before it. */
  text: string;
  quoted: boolean;
  excluded: boolean;
  /** Whether nothing but what may be inside a word follows in the query. */
  last: boolean;
}

const QUOTE = /["“”„«»]/;
/** These open a phrase even in the middle of a word: Chinese has no space before them. */
const OPENING = /[“„«]/;
const MINUS = /[-－−]/;
const WHITE = /\s/;
const WORD = /[\p{L}\p{M}\p{N}]/u;

/** The items in order. An unclosed quote ends with the query. */
export function* queryItems(query: string): Generator<QueryItem> {
  for (let at = 0; at < query.length; ) {
    const excluded = isExclusion(query, at);
    const start = excluded ? at + 1 : at;
    const quoted = opensPhrase(query, start);
    const end = quoted ? phraseEnd(query, start + 1) : wordsEnd(query, start, excluded);
    const text = query.slice(quoted ? start + 1 : start, end);
    yield { text, quoted, excluded, last: !quoted && end === query.length };
    at = quoted ? end + 1 : end;
  }
}

/** A minus at the beginning of a word, after white space or at the start. */
function isExclusion(query: string, at: number): boolean {
  if (!MINUS.test(query.charAt(at)) || !(at === 0 || WHITE.test(query.charAt(at - 1)))) return false;
  const next = query.codePointAt(at + 1);
  return next !== undefined && (WORD.test(String.fromCodePoint(next)) || opensPhrase(query, at + 1));
}

/** A quote right after a letter or digit is none: `27" monitor`. */
function opensPhrase(query: string, at: number): boolean {
  const char = query.charAt(at);
  if (!QUOTE.test(char)) return false;
  return OPENING.test(char) || !WORD.test(lastCharacter(query, at));
}

function lastCharacter(query: string, end: number): string {
  return Array.from(query.slice(Math.max(0, end - 2), end)).at(-1) ?? '';
}

function phraseEnd(query: string, start: number): number {
  let end = start;
  while (end < query.length && !QUOTE.test(query.charAt(end))) end++;
  return end;
}

/** The end of a stretch of plain words: before a phrase or what is left out. What is left out is one word. */
function wordsEnd(query: string, start: number, isOneWord: boolean): number {
  let end = start + 1;
  while (end < query.length && !opensPhrase(query, end) && !isExclusion(query, end)) {
    if (isOneWord && WHITE.test(query.charAt(end))) break;
    end++;
  }
  return Math.min(end, query.length);
}
