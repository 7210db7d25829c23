// The text of a web page, as much of it as says what it is about.

import { readHtml } from '../../web/read/html.js';

/** Enough for what a page is about. */
const TEXT_KEPT = 8000;

/** Empty where there is none. */
export function pageText(html: string): string {
  const { text, description = '' } = readHtml(html);
  return shortened(text === '' ? description : text);
}

function shortened(text: string): string {
  if (text.length <= TEXT_KEPT) return text;
  return text.slice(0, text.lastIndexOf(' ', TEXT_KEPT) + 1 || TEXT_KEPT).trim();
}
