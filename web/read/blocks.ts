// A document as the blocks that its text consists of, to leave some of them out.

import type { Heading } from '../text/heading.js';
import type { PageText } from './page-text.js';

const GAP = '\n\n';

/** The blocks of a text that are no headings. */
export function blocksOf({ text, headings }: PageText): string[] {
  const lines = new Set(headings.map(({ start }) => start));
  return [...placedBlocks(text)].filter(({ start }) => !lines.has(start)).map(({ block }) => block);
}

/** Without the blocks that are told, except headings. A text that has no other blocks stays as it is. */
export function withoutBlocks<Page extends PageText>(
  page: Page,
  isLeftOut: (block: string) => boolean,
): Page {
  const kept: string[] = [];
  const headings: Heading[] = [];
  let at = 0;
  let next = 0;
  for (const { block, start } of placedBlocks(page.text)) {
    const heading = page.headings[next]?.start === start ? page.headings[next++] : undefined;
    if (heading === undefined && isLeftOut(block)) continue;
    if (heading !== undefined)
      headings.push({ ...heading, start: at, end: at + (heading.end - heading.start) });
    kept.push(block);
    at += block.length + GAP.length;
  }
  return kept.length > headings.length ? { ...page, text: kept.join(GAP), headings } : page;
}

function* placedBlocks(text: string): Generator<{ block: string; start: number }> {
  let start = 0;
  for (const block of text.split(GAP)) {
    yield { block, start };
    start += block.length + GAP.length;
  }
}
