// The sentences of a passage as they are shown: whole ones of prose, and line by line what is laid out in lines.

import { paragraphSpans, sentenceFinder } from '../text/sentence.js';
import { type Span, trimSpan } from '../text/span.js';

/** A shorter line is not broken for want of room: it is code, a row of a table, or an item of a list. */
const SHORTEST_FULL_LINE = 40;
const SENTENCE_END = /[.!?…:;\p{Sentence_Terminal}།༎]["'”’»)\]\p{Pe}\p{Pf}]*$/u;
/** Longer endings than these are not looked at. */
const ENDING = 8;
const SMALL_LETTER = /^\p{Ll}/u;

/** The sentences of a text in order, trimmed, without empty ones. */
export function sentencesOf(text: string): Span[] {
  const sentences: Span[] = [];
  const spansOf = sentenceFinder();
  for (const paragraph of paragraphSpans(text, { start: 0, end: text.length })) {
    const first = sentences.length;
    for (const span of spansOf(text, paragraph)) {
      const sentence = trimSpan(text, span);
      const last = sentences.length > first ? sentences.at(-1) : undefined;
      if (sentence.start === sentence.end) continue;
      if (last !== undefined && goesOn(text, last, sentence)) last.end = sentence.end;
      else sentences.push(sentence);
    }
  }
  return sentences;
}

/** Whether a line ends in the middle of a sentence: it is full, has no end, and the next begins with a small letter. */
function goesOn(text: string, before: Span, after: Span): boolean {
  if (!text.slice(before.end, after.start).includes('\n')) return false;
  const lineStart = text.lastIndexOf('\n', before.end - 1) + 1;
  if (before.end - Math.max(before.start, lineStart) < SHORTEST_FULL_LINE) return false;
  const next = text.slice(after.start, after.start + 2);
  return SMALL_LETTER.test(next) && !SENTENCE_END.test(text.slice(before.end - ENDING, before.end));
}
