// A web page as a document: what it is about, without navigation and the like.

import { optionalPackage, type Read } from './format.js';

const PACKAGES = 'linkedom @mozilla/readability';
/** What stands on lines of its own, with an empty line around it or without, and what only needs a space. */
const PARAGRAPHS =
  'address,article,aside,blockquote,div,dl,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,main,ol,p,pre,section,table,ul';
const LINES = 'br,dd,dt,li,tr';
const CELLS = 'td,th';
/** Stand for line ends until white space is made even; nobody writes them. */
const PARAGRAPH = '\u2029';
const LINE = '\u2028';
/** What nobody reads. */
const UNREAD = 'script,style,noscript,template,svg,iframe,nav';

/** The part of the DOM that is needed here. */
interface Element {
  readonly textContent: string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  append(text: string): void;
  prepend(text: string): void;
  remove(): void;
}

/**
 * The main content by `<main>` or `<article>` where the page has one of them, else as Readability finds it, else all of
 * it. The title is that of the page, else its first heading. Errors: an Error where packages are missing.
 */
export async function readHtml(source: string): Promise<Read> {
  const { parseHTML } = await optionalPackage(() => import('linkedom'), PACKAGES);
  const { Readability } = await optionalPackage(() => import('@mozilla/readability'), PACKAGES);
  const whole = /<body[\s>]/i.test(source) ? source : wrapped(source);
  const page = parseHTML(whole).document as unknown as Element & { body: Element };
  const title = oneLine(page.querySelector('title')) || oneLine(page.querySelector('h1'));
  const text = textOf(mainOf(page)) || articleOf(whole, parseHTML, Readability) || textOf(page.body);
  return title === '' ? { text } : { text, title };
}

/** The only one of its kind. */
function mainOf(page: Element): Element | undefined {
  for (const selector of ['main', '[role=main]', 'article']) {
    const found = [...page.querySelectorAll(selector)];
    if (found.length === 1) return found[0];
  }
  return undefined;
}

type ParseHtml = typeof import('linkedom')['parseHTML'];
type ReadabilityClass = typeof import('@mozilla/readability')['Readability'];

function articleOf(source: string, parseHTML: ParseHtml, Readability: ReadabilityClass): string {
  const document = parseHTML(source).document as unknown as ConstructorParameters<ReadabilityClass>[0];
  const content = new Readability(document).parse()?.content;
  if (content === undefined || content === null) return '';
  return textOf(parseHTML(wrapped(content)).document.body as unknown as Element);
}

function textOf(element: Element | undefined): string {
  if (element === undefined) return '';
  for (const unread of element.querySelectorAll(UNREAD)) unread.remove();
  for (const [selector, mark] of [
    [PARAGRAPHS, PARAGRAPH],
    [LINES, LINE],
    [CELLS, ' '],
  ] as const) {
    for (const block of element.querySelectorAll(selector)) {
      block.prepend(mark);
      block.append(mark);
    }
  }
  return (element.textContent ?? '')
    .replaceAll(/[^\S\u2028\u2029]+/g, ' ')
    .replaceAll(/ ?[\u2028\u2029][\s]*/g, (ends) => (ends.includes(PARAGRAPH) ? '\n\n' : '\n'))
    .trim();
}

function wrapped(content: string): string {
  return `<!doctype html><html><body>${content}</body></html>`;
}

function oneLine(element: Element | null): string {
  return (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}
