// Cuts a long sentence around the words that matter.

import { isWhite, type Span, trimSpan } from '../text/span.js';
import { isInsideCharacter } from './fold.js';

/** How far a cut moves to stand at white space. */
const NEAR = 24;

/**
 * The stretch of `span` with the most marks that fits into `maxLength`, with `sign` characters more at each end that is
 * cut. It begins and ends at white space if there is any near, else between characters.
 */
export function cutToFit(
  text: string,
  span: Span,
  marks: readonly Span[],
  maxLength: number,
  sign: number,
): Span {
  if (span.end - span.start <= maxLength) return span;
  const room = maxLength - 2 * sign;
  const marked = fullest(
    marks.filter(({ start, end }) => start >= span.start && end <= span.end),
    room,
  );
  if (marked === undefined) return { start: span.start, end: cutBefore(text, span.start + room, span.start) };
  const margin = Math.max(0, room - (marked.end - marked.start)) >> 1;
  const wanted = Math.min(Math.max(span.start, marked.start - margin), span.end - room);
  const start = wanted === span.start ? wanted : cutAfter(text, wanted, marked.start);
  const limit = Math.min(span.end, start + room);
  const end = limit === span.end ? limit : cutBefore(text, limit, Math.max(start, marked.end));
  return trimSpan(text, { start, end });
}

/** The stretch from the first to the last of the most marks that fit into `room`; the first of several. */
function fullest(marks: readonly Span[], room: number): Span | undefined {
  let best: Span | undefined;
  let most = 0;
  let last = 0;
  for (const [first, { start, end }] of marks.entries()) {
    last = Math.max(last, first);
    for (let next = marks[last + 1]; next !== undefined && next.end - start <= room; next = marks[last + 1])
      last++;
    if (last - first < most) continue;
    most = last - first + 1;
    best = { start, end: Math.min(start + room, Math.max(end, marks[last]?.end ?? end)) };
  }
  return best;
}

/** A place to begin, from `at` on and not after `most`. */
function cutAfter(text: string, at: number, most: number): number {
  const limit = Math.min(most, at + NEAR);
  for (let cut = at; cut < limit; cut++) if (isWhite(text, cut)) return cut;
  let cut = Math.min(at, most);
  while (cut < most && isInsideCharacter(text, cut)) cut++;
  return cut;
}

/** A place to end, up to `at` and after `least`. */
function cutBefore(text: string, at: number, least: number): number {
  const limit = Math.max(least, at - NEAR);
  for (let cut = at; cut > limit; cut--) if (isWhite(text, cut)) return cut;
  let cut = at;
  while (cut > least + 1 && isInsideCharacter(text, cut)) cut--;
  return cut;
}
