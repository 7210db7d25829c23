// The text that a passage is embedded with: what it says, and in front of it what it is about.

import { isPicture } from './picture.js';
import { type Section, spaced, withoutMarks } from './section.js';

/** What may stand in front of a passage. */
export interface Context extends Pick<Section, 'headings'> {
  /** Of the document. */
  title?: string;
  /**
   * How much of it is left out because it would take too much room: so many headings, the highest first; beyond them, so
   * many characters at the end of the title. Default 0.
   */
  cut?: number;
}

const SEPARATOR = ' › ';

/** Title and headings in a line, without its end; empty if there is nothing to say. */
export function contextLine({ title = '', headings = [], cut = 0 }: Context): string {
  const name = spaced(title);
  const shortened = name.slice(0, Math.max(0, name.length - Math.max(0, cut - headings.length))).trimEnd();
  return [shortened, ...headings.slice(cut)].filter((part) => part !== '').join(SEPARATOR);
}

/**
 * `title › heading › heading`, and in the next line the passage. The last of them is left out if the passage begins with it,
 * as a line of its own. A picture stands alone.
 */
export function embeddedText({ text, title, headings = [], cut = 0 }: Context & { text: string }): string {
  if (isPicture(text)) return text;
  const [last] = [...(title === undefined ? [] : [spaced(title)]), ...headings].slice(-1);
  const repeated = last !== undefined && last !== '' && beginsWith(text, last);
  const line = contextLine({
    // Of a title that is all there is, nothing is left.
    ...(title !== undefined && !(repeated && headings.length === 0) && { title }),
    headings: repeated ? headings.slice(0, -1) : headings,
    cut: repeated ? cutOfOthers(cut, headings.length) : cut,
  });
  return line === '' ? text : `${line}\n${text}`;
}

/** What is to be cut when the last of so many headings is left out. */
function cutOfOthers(cut: number, headings: number): number {
  return cut >= headings ? Math.max(0, cut - 1) : cut;
}

/** Whether the first line says just this. */
function beginsWith(text: string, line: string): boolean {
  const end = text.indexOf('\n');
  return withoutMarks(end < 0 ? text : text.slice(0, end)) === line;
}
