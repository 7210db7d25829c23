// The headings of a document: given by whoever knows its format, or found as in Markdown.

import { isWhite } from './span.js';

/** A heading: where its line is in the document's text, in UTF-16 offsets. */
export interface Heading {
  start: number;
  end: number;
  /** 1 is the highest. */
  level: number;
  /** The fragment of a URL that leads to it. */
  anchor?: string;
}

const DEEPEST = 6;
const SHORTEST_FENCE = 3;
/** A line that is indented further is code, and no fence. */
const MOST_INDENT = 3;

/** A line of at least three backticks or tildes, which begins or ends a block of code. */
interface Fence {
  mark: string;
  length: number;
  /** Whether nothing else is on the line: only such a line ends a block. */
  bare: boolean;
}

/** The ATX headings of Markdown (`## Like this`) at the beginning of a line, outside fenced code. */
export function markdownHeadings(text: string): Heading[] {
  const headings: Heading[] = [];
  let code: Fence | undefined;
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const fence = fenceAt(text, start, end);
    if (code !== undefined) {
      if (fence?.bare && fence.mark === code.mark && fence.length >= code.length) code = undefined;
    } else if (fence !== undefined) {
      code = fence;
    } else {
      const level = levelAt(text, start, end);
      if (level > 0) headings.push({ start, end, level });
    }
    start = end + 1;
  }
  return headings;
}

/** 0 if the line is no heading. */
function levelAt(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && at - start <= DEEPEST && text[at] === '#') at++;
  const level = at - start;
  if (level < 1 || level > DEEPEST || (text[at] !== ' ' && text[at] !== '\t')) return 0;
  while (at < end && isWhite(text, at)) at++;
  return at < end ? level : 0;
}

function fenceAt(text: string, start: number, end: number): Fence | undefined {
  let at = start;
  while (at < end && at - start < MOST_INDENT && text[at] === ' ') at++;
  const mark = text[at];
  if (at >= end || (mark !== '`' && mark !== '~')) return undefined;
  const first = at;
  while (at < end && text[at] === mark) at++;
  const length = at - first;
  if (length < SHORTEST_FENCE) return undefined;
  const rest = text.slice(at, end);
  // Backticks that close on the same line are code within a sentence.
  if (mark === '`' && rest.includes('`')) return undefined;
  return { mark, length, bare: rest.trim() === '' };
}
