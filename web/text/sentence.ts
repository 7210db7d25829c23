// Finds the paragraphs and sentences of a document.
import type { Span } from './span.js';

/** Blank lines, and the paragraph separator of Unicode. */
const PARAGRAPH_BREAK = /(?:\n[^\S\n]*\n|\u2029)\s*/g;

/**
 * Characters given to Intl.Segmenter at once. Its cost for each sentence grows with the whole length of its
 * input (seen in V8: 3.5 s for 160,000 characters), so long paragraphs are read through a window.
 */
const WINDOW = 2048;

/** The paragraphs of a text: stretches between blank lines. White space at their edges is not trimmed. */
export function* paragraphSpans(text: string): Generator<Span> {
  let start = 0;
  for (const match of text.matchAll(PARAGRAPH_BREAK)) {
    yield { start, end: match.index };
    start = match.index + match[0].length;
  }
  yield { start, end: text.length };
}

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
      yield { start: base + index, end: sentenceEnd };
      from = sentenceEnd;
      if (window > WINDOW) break;
    }
    window = from === base ? window * 2 : WINDOW;
  }
}

/** For engines without Intl.Segmenter: cuts after closing punctuation followed by white space, and after lines. */
export function* terminatorSpans(text: string, { start, end }: Span): Generator<Span> {
  let from = start;
  let closing = false;
  for (let i = start; i < end; i++) {
    const char = text.charAt(i);
    const afterTerminator = closing && /\s/.test(char);
    closing = '.!?…'.includes(char) || (closing && '"\'”’»)]}'.includes(char));
    if (afterTerminator || '\n。！？'.includes(char)) {
      yield { start: from, end: i + 1 };
      from = i + 1;
    }
  }
  if (from < end) yield { start: from, end };
}
