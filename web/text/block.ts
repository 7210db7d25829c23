// The stretches of a document that are split by themselves: headings, and what is between them.

import type { Heading } from './heading.js';
import type { Span } from './span.js';

export interface Block extends Span {
  heading: boolean;
  /** Whether something before it is left out. */
  afterGap: boolean;
}

/** All of a text but what is left out; `headings` and `leftOut` are in order. */
export function* blocksOf(
  text: string,
  headings: readonly Heading[],
  leftOut: readonly Span[],
): Generator<Block> {
  let gap = 0;
  for (const { start, end, heading } of sectionParts(text, headings)) {
    let at = start;
    let afterGap = false;
    for (let hole = leftOut[gap]; hole !== undefined && hole.start < end; hole = leftOut[gap]) {
      if (hole.start > at) yield { start: at, end: hole.start, heading, afterGap };
      at = Math.max(at, Math.min(hole.end, end));
      afterGap = true;
      // It may go on in the next part.
      if (hole.end > end) break;
      gap++;
    }
    yield { start: at, end, heading, afterGap };
  }
}

function* sectionParts(text: string, headings: readonly Heading[]): Generator<Span & { heading: boolean }> {
  let at = 0;
  for (const { start, end } of headings) {
    yield { start: at, end: start, heading: false };
    yield { start, end, heading: true };
    at = end;
  }
  yield { start: at, end: text.length, heading: false };
}
