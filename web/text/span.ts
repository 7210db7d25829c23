// Stretches of a document, as UTF-16 offsets, and where they may be cut.
import { characterBreak, wordBreakNear } from './word-break.js';

/** The stretch [start, end) of a text, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

export function isWhite(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 128) return unit === 32 || (unit >= 9 && unit <= 13);
  return /\s/.test(text.charAt(at));
}

/** The span without white space at its edges; empty if it holds nothing else. */
export function trimSpan(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from < to && isWhite(text, from)) from++;
  while (to > from && isWhite(text, to - 1)) to--;
  return { start: from, end: to };
}

function isInsidePair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/**
 * A place to cut a trimmed span in two near `at`: before white space if there is any up to `reach`, else between words, else
 * between characters with their marks, else between code points.
 * @returns an offset inside the span, or undefined if the span is a single code point.
 */
export function cutNear(text: string, span: Span, at: number, reach: number): number | undefined {
  for (let i = at; i > span.start; i--) if (isWhite(text, i)) return i;
  const limit = Math.min(reach, span.end);
  for (let i = at + 1; i < limit; i++) if (isWhite(text, i)) return i;
  const word = wordBreakNear(text, span.start, span.end, at);
  if (word !== undefined) return word;
  const whole = characterBreak(text, span.start, at);
  if (whole > span.start) return whole;
  const point = isInsidePair(text, at) ? at - 1 : at;
  if (point > span.start) return point;
  const next = point + ((text.codePointAt(point) ?? 0) > 0xffff ? 2 : 1);
  return next < span.end ? next : undefined;
}
