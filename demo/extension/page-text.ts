// The text of a web page, without what surrounds it.

import { Readability } from '@mozilla/readability';

/** Enough for what a page is about. */
const TEXT_KEPT = 8000;
/** Readability takes its time with huge pages. */
const ELEMENTS_READ = 20_000;

/** Empty where there is none. Scripts of the page do not run: the document belongs to no window. */
export function pageText(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const description = page.querySelector('meta[name=description]')?.getAttribute('content') ?? '';
  const article = new Readability(page, { maxElemsToParse: ELEMENTS_READ });
  return shortened(read(article) ?? description);
}

function read(article: Readability<string>): string | undefined {
  try {
    return article.parse()?.textContent ?? undefined;
  } catch {
    // It has too many elements.
    return undefined;
  }
}

function shortened(text: string): string {
  const clean = text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
  if (clean.length <= TEXT_KEPT) return clean;
  return clean.slice(0, clean.lastIndexOf(' ', TEXT_KEPT) + 1 || TEXT_KEPT).trim();
}
