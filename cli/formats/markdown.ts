// Markdown as a document: its title, and its text without front matter.

import type { Read } from './format.js';

/** YAML between two lines of `---` at the very beginning. */
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;
const TITLE = /^title:[ \t]*(.+?)[ \t]*$/m;
const HEADING = /^ {0,3}#{1,6}[ \t]+(\S.*?)[ \t]*#*[ \t]*$/m;
/** A fenced block of code: `#` begins comments there. */
const FENCES = /^ {0,3}(```+|~~~+)[\s\S]*?^ {0,3}\1/gm;

/** The title is that of the front matter, else the first heading. */
export function readMarkdown(source: string): Read {
  const front = FRONT_MATTER.exec(source);
  const text = front === null ? source : source.slice(front[0].length);
  const title = unquoted(TITLE.exec(front?.[1] ?? '')?.[1]) ?? HEADING.exec(text.replace(FENCES, ''))?.[1];
  return title === undefined ? { text } : { text, title };
}

function unquoted(value: string | undefined): string | undefined {
  const bare = value?.replace(/^(["'])(.*)\1$/, '$2').trim();
  return bare === '' ? undefined : bare;
}
