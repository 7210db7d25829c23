// Where a stretch without white space may be cut: between words, as readers of scripts without spaces see them.

/** Code units that are looked at on either side. */
const CONTEXT = 48;
/** How far before the place wanted the end of a clause is better than the end of a word. */
const CLAUSE_REACH = 16;

/** Marks that end a clause in scripts without spaces; in Tibetan, also those between syllables. */
const CLAUSE_END = /[\p{Pe}\p{Pf}\p{Sentence_Terminal}、，；：･・་།༎༑]$/u;
const OPENING = /[\p{Ps}\p{Pi}]$/u;
/** What does not begin a part: closing punctuation, and marks that belong to the character before. */
const CLINGING = /^(?:[\p{Pe}\p{Pf}\p{Pd}\p{Po}\p{M}་]|\u200d)/u;
const SYLLABLE = /་/g;

let segmenter: Intl.Segmenter | undefined;

/**
 * The best place in (`start`, `end`) near `at`: after a clause that ends just before it, else the last one between words
 * before it, else the first one after it. Undefined if no word ends nearby.
 */
export function wordBreakNear(text: string, start: number, end: number, at: number): number | undefined {
  const from = wholePoint(text, Math.max(start, at - CONTEXT));
  const to = wholePoint(text, Math.min(end, at + CONTEXT));
  let before: number | undefined;
  let clause: number | undefined;
  for (const cut of breaksOf(text.slice(from, to))) {
    const place = from + cut;
    if (place <= start || place >= end || !isBreak(text, place)) continue;
    if (place > at) return clause ?? before ?? place;
    before = place;
    if (at - place <= CLAUSE_REACH && CLAUSE_END.test(text.slice(place - 2, place))) clause = place;
  }
  return clause ?? before;
}

/** The place, or the one before it if a character with its marks would be cut there. Stays after `start`. */
export function characterBreak(text: string, start: number, at: number): number {
  let place = wholePoint(text, at);
  while (place > start && (isMark(text, place) || text[place - 1] === '\u200d')) {
    place = wholePoint(text, place - 1);
  }
  return place;
}

/** Ends of words in order. Without Intl.Segmenter, only those between syllables that have a mark for it. */
function breaksOf(text: string): number[] {
  const syllables = Array.from(text.matchAll(SYLLABLE), ({ index }) => index + 1);
  if (!('Segmenter' in Intl)) return syllables;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  const words = Array.from(segmenter.segment(text), ({ index }) => index).filter((index) => index > 0);
  return [...new Set([...words, ...syllables])].sort((a, b) => a - b);
}

function isBreak(text: string, at: number): boolean {
  return !CLINGING.test(text.slice(at, at + 2)) && !OPENING.test(text.slice(at - 2, at));
}

function isMark(text: string, at: number): boolean {
  return /^[\p{M}\p{Emoji_Modifier}\u200d]/u.test(text.slice(at, at + 2));
}

/** Not between the halves of a pair. */
function wholePoint(text: string, at: number): number {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}
