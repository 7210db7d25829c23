// The sections of a passage: the headings above it, and those inside it.

import type { Heading } from './heading.js';
import type { Span } from './span.js';

/** Where something stands in the outline of its document. */
export interface Section {
  /**
   * The headings above, the highest first, without marks such as `#`; at most 16, the nearest. A title that is the first of
   * them is not among them. Left out if there are none.
   */
  headings?: string[];
  /** Of the nearest heading that has one: the fragment of a URL that leads there. Left out if none has. */
  anchor?: string;
}

/** A section that begins inside a passage. */
export interface InnerSection extends Section {
  /** Of its heading: a UTF-16 offset in the passage's text, at least 1. */
  at: number;
}

/** The sections of a passage: the one that it begins in, and others. */
export interface PassageSections extends Section {
  /** Those that begin inside it, in order. Left out if there are none. */
  inner?: InnerSection[];
}

/** Most headings of a path. No document of sense nests more; each passage of a stranger's file may have as many. */
export const MOST_HEADINGS = 16;

/** A heading that stands above. */
interface Open {
  level: number;
  text: string;
  anchor: string | undefined;
}

/**
 * The section that each passage begins in, where a heading at its very beginning counts, and those that begin inside it. Passages
 * and headings are in order, and `title` is that of the document. Linear: of an outline that is deeper than
 * {@link MOST_HEADINGS}, the highest are forgotten.
 */
export function sectionsOf(
  text: string,
  headings: readonly Heading[],
  passages: readonly Span[],
  title?: string,
): PassageSections[] {
  const open: Open[] = [];
  let next = 0;
  return passages.map(({ start, end }) => {
    for (let heading = headings[next]; heading && heading.start <= start; heading = headings[++next])
      enter(open, text, heading);
    const section = sectionOf(open, title);
    const inner: InnerSection[] = [];
    const within = [...open];
    for (let row = next, heading = headings[row]; heading && heading.start < end; heading = headings[++row]) {
      enter(within, text, heading);
      inner.push({ at: heading.start - start, ...sectionOf(within, title) });
    }
    return { ...section, ...(inner.length > 0 && { inner }) };
  });
}

/** Ends the sections that the heading ends, and begins its own. */
function enter(open: Open[], text: string, { start, end, level, anchor }: Heading): void {
  while ((open.at(-1)?.level ?? 0) >= level) open.pop();
  open.push({ level, anchor, text: withoutMarks(text.slice(start, end)) });
  // One more, which may be the title.
  if (open.length > MOST_HEADINGS + 1) open.shift();
}

/** A heading's line as people read it: without the marks of Markdown, in single spaces. */
export function withoutMarks(line: string): string {
  const plain = spaced(line);
  const [marks = ''] = /^#{1,6}(?: |$)/.exec(plain) ?? [];
  return marks === ''
    ? plain
    : plain
        .slice(marks.length)
        .replace(/(?:^| )#+$/, '')
        .trim();
}

function sectionOf(open: readonly Open[], title: string | undefined): Section {
  const texts = open.map((heading) => heading.text).filter((text) => text !== '');
  const path = texts.slice(title !== undefined && texts[0] === spaced(title) ? 1 : 0).slice(-MOST_HEADINGS);
  const anchor = open.findLast((heading) => heading.anchor !== undefined)?.anchor;
  return { ...(path.length > 0 && { headings: path }), ...(anchor !== undefined && { anchor }) };
}

/** In one line, with single spaces. */
export function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
