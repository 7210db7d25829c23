// The section that a passage begins in: the headings above it.

import type { Heading } from './heading.js';

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

/** Most headings of a path. No document of sense nests more; each passage of a stranger's file may have as many. */
export const MOST_HEADINGS = 16;

/** A heading that stands above. */
interface Open {
  level: number;
  text: string;
  anchor: string | undefined;
}

/**
 * The section that each passage begins in; a heading at its very beginning counts. Passages and headings are in order, and
 * `title` is that of the document. Linear: of an outline that is deeper than {@link MOST_HEADINGS}, the highest are forgotten.
 */
export function sectionsOf(
  text: string,
  headings: readonly Heading[],
  passages: readonly { start: number }[],
  title?: string,
): Section[] {
  const open: Open[] = [];
  let next = 0;
  return passages.map(({ start }) => {
    for (let heading = headings[next]; heading && heading.start <= start; heading = headings[++next]) {
      const { level, anchor } = heading;
      while ((open.at(-1)?.level ?? 0) >= level) open.pop();
      open.push({ level, anchor, text: withoutMarks(text.slice(heading.start, heading.end)) });
      // One more, which may be the title.
      if (open.length > MOST_HEADINGS + 1) open.shift();
    }
    return sectionOf(open, title);
  });
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
