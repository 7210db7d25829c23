// Finds the paragraphs and sentences of a document.
import { isWhite, type Span } from './span.js';

/** The paragraph separator of Unicode. */
const SEPARATOR = '\u2029';

/** Where a paragraph may end. */
const LINE_END = /[\n\u2029]/;

/**
 * Characters given to Intl.Segmenter at once. Its cost for each sentence grows with the whole length of its
 * input (seen in V8: 3.5 s for 160,000 characters), so long paragraphs are read through a window.
 */
const WINDOW = 2048;

/**
 * The paragraphs of a stretch: what is between blank lines and separators. White space at their edges is not trimmed. Every
 * character is looked at once, however the lines are made: a pattern with `\s*` would begin again at each line.
 */
export function* paragraphSpans(text: string, { start, end }: Span): Generator<Span> {
  let from = start;
  for (let at = start; at < end; ) {
    const lineEnd = nextLineEnd(text, at, end);
    if (lineEnd === undefined) break;
    let newlines = 0;
    let separator: number | undefined;
    for (at = lineEnd; at < end && isWhite(text, at); at++) {
      if (text[at] === '\n') newlines++;
      else if (text[at] === SEPARATOR) separator ??= at;
    }
    const breakAt = newlines > 1 ? lineEnd : separator;
    if (breakAt === undefined) continue;
    yield { start: from, end: breakAt };
    from = at;
  }
  yield { start: from, end };
}

/** Looks no further than `end`: of a text in many stretches, the rest would be read once for each. */
function nextLineEnd(text: string, from: number, end: number): number | undefined {
  const found = text.slice(from, end).search(LINE_END);
  return found < 0 ? undefined : from + found;
}

/** Code units of brackets and quotation marks at the end of a sentence that are looked at. */
const MOST_OPENING = 8;
const OPENING = /[\p{Ps}\p{Pi}]+$/u;
const SHAD = /[།༎]+\s+/gu;

/** Ends of sentences that are followed by a space, and those of scripts that have none. */
const TERMINATOR = /[.…\p{Sentence_Terminal}།༎]/u;
const WIDE_TERMINATOR = /[。！？｡]/u;
const CLOSING = /[\p{Pe}\p{Pf}]/u;

/** The sentences of a stretch, without gaps; white space after a sentence belongs to it. */
export type SentenceFinder = (text: string, span: Span) => Generator<Span>;

/** The best way to find sentences that this engine has. */
export function sentenceFinder(): SentenceFinder {
  if (!('Segmenter' in Intl)) return terminatorSpans;
  // A fixed locale: the same document must give the same passages for every user.
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return (text, span) => segmenterSpans(segmenter, text, span);
}

function* segmenterSpans(segmenter: Intl.Segmenter, text: string, { start, end }: Span): Generator<Span> {
  let from = start;
  let window = WINDOW;
  while (from < end) {
    const to = Math.min(end, from + window);
    const base = from;
    for (const { segment, index } of segmenter.segment(text.slice(base, to))) {
      const sentenceEnd = base + index + segment.length;
      // The last sentence of a window may go on after it.
      if (sentenceEnd === to && to < end) break;
      const cut = withoutOpening(text, base + index, sentenceEnd);
      yield* shadSpans(text, { start: from, end: cut });
      from = cut;
      if (window > WINDOW) break;
    }
    window = from === base ? window * 2 : WINDOW;
  }
}

/** The end of a sentence before quotation marks and brackets that open: they belong to what follows. */
function withoutOpening(text: string, start: number, end: number): number {
  const [opening = ''] = OPENING.exec(text.slice(Math.max(start, end - MOST_OPENING), end)) ?? [];
  return end - opening.length > start && end < text.length ? end - opening.length : end;
}

/** Tibetan ends sentences with a shad and a space, which are no ends to Unicode. */
function* shadSpans(text: string, { start, end }: Span): Generator<Span> {
  let from = start;
  for (const { index, 0: found } of text.slice(start, end).matchAll(SHAD)) {
    const cut = start + index + found.length;
    if (cut >= end) break;
    yield { start: from, end: cut };
    from = cut;
  }
  yield { start: from, end };
}

/** Whether a sentence ends with this character, which is a wide full stop, or the last bracket or quotation mark after one. */
function endsWithoutSpace(text: string, at: number, end: number): boolean {
  let mark = at;
  while (at - mark < MOST_OPENING && CLOSING.test(text.charAt(mark))) mark--;
  if (!WIDE_TERMINATOR.test(text.charAt(mark))) return false;
  const next = at + 1 < end ? text.charAt(at + 1) : '';
  return !CLOSING.test(next) && !WIDE_TERMINATOR.test(next);
}

/** For engines without Intl.Segmenter: cuts after closing punctuation followed by white space, and after lines. */
export function* terminatorSpans(text: string, { start, end }: Span): Generator<Span> {
  let from = start;
  let closing = false;
  for (let i = start; i < end; i++) {
    const char = text.charAt(i);
    const afterTerminator = closing && /\s/.test(char);
    closing = TERMINATOR.test(char) || (closing && '"\'”’»)]}'.includes(char));
    if (afterTerminator || char === '\n' || endsWithoutSpace(text, i, end)) {
      yield { start: from, end: i + 1 };
      from = i + 1;
    }
  }
  if (from < end) yield { start: from, end };
}
