// The text of a web page, as much of it as says what it is about.

import type { Heading } from '../../web/index.js';
import { readHtml } from '../../web/read/html.js';

/** What is kept of a page. */
export interface Page {
  text: string;
  title?: string;
  /** In order; their lines are part of the text. */
  headings?: Heading[];
}

/** Enough for what a page is about. */
const TEXT_KEPT = 8000;
const TITLE_KEPT = 500;

/** Its text is empty if there is none. */
export function pageOf(html: string): Page {
  const { text, title, headings, description = '' } = readHtml(html);
  if (text === '') return { text: shortened(description), ...titled(title) };
  const kept = shortened(text);
  return { text: kept, headings: headings.filter(({ end }) => end <= kept.length), ...titled(title) };
}

function titled(title = ''): Pick<Page, 'title'> {
  return title === '' ? {} : { title: title.slice(0, TITLE_KEPT) };
}

function shortened(text: string): string {
  if (text.length <= TEXT_KEPT) return text;
  return text.slice(0, text.lastIndexOf(' ', TEXT_KEPT) + 1 || TEXT_KEPT).trim();
}
