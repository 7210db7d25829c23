// A web page as a document: its main text, whole, in lines as they are seen.

import { parse } from 'parse5';
import { withoutBlocks } from './blocks.js';
import { fileFields } from './file-fields.js';
import { attributeOf, elementsOf, type HtmlElement, type HtmlNode, isHtml } from './html-tree.js';
import { mainContentOf } from './main-content.js';
import { type PageText, textOf } from './page-text.js';
import { type FieldOptions, present, type ReadDocument } from './read-document.js';
import { plainText } from './visible.js';

/** When a page was changed: its readers do not look for that. */
const STAMP = /^(?:this page (?:was )?)?last (?:changed|edited|modified|updated)(?: on| at| by|:| \d)/i;

/**
 * Reads a page as browsers do. The text is that of {@link mainContentOf}; the title that of the page, else its first heading.
 * Linear in the size of the source.
 */
export function readHtml(source: string, { fields: names = [] }: FieldOptions = {}): ReadDocument {
  const page = parse(source);
  const said = saidBy(page);
  const head = headOf(said);
  const fields = fileFields(names, (name) => {
    const all = said.get(name.toLowerCase()) ?? [];
    return all.length === 1 ? all[0] : all;
  });
  const { parts, keeps, marked } = mainContentOf(bodyOf(page));
  const read = withoutBlocks(textOf(parts, keeps), (block) => block.length <= 120 && STAMP.test(block));
  const title = head.title ?? firstHeading(read) ?? firstHeading(textOf([bodyOf(page)]));
  return {
    ...read,
    ...present({ ...head, title }),
    ...(fields && { fields }),
    ...(marked && { marked: true }),
  };
}

/** The text of HTML that is no page, such as a rendered note: all of it that is seen. */
export function readFragment(source: string): PageText {
  return textOf([bodyOf(parse(source))]);
}

/** The first heading's text. */
export function firstHeading({ text, headings }: PageText): string | undefined {
  const [first] = headings;
  return first && text.slice(first.start, first.end);
}

function bodyOf(page: HtmlNode): HtmlNode {
  for (const element of elementsOf(page)) {
    if (isHtml(element) && ['body', 'frameset'].includes(element.tagName)) return element;
  }
  return page;
}

type Head = Partial<Record<'title' | 'lang' | 'description' | 'url' | 'date', string>>;

/** What the page says of itself, by names in lower case: each value in its place. */
function saidBy(page: HtmlNode): Map<string, string[]> {
  const said = new Map<string, string[]>();
  const note = (name: string, value: string | undefined) => {
    if (value === undefined || value.trim() === '') return;
    const values = said.get(name);
    if (values === undefined) said.set(name, [value]);
    else values.push(value);
  };
  for (const element of elementsOf(page)) {
    if (!isHtml(element)) continue;
    const { tagName } = element;
    if (tagName === 'html') note('lang', attributeOf(element, 'lang') ?? attributeOf(element, 'xml:lang'));
    else if (tagName === 'title') note('title', plainText(element));
    else if (tagName === 'link' && isCanonical(element)) note('canonical', attributeOf(element, 'href'));
    else if (tagName === 'meta') {
      const name = attributeOf(element, 'name') ?? attributeOf(element, 'property') ?? '';
      note(name.toLowerCase(), attributeOf(element, 'content'));
    }
  }
  return said;
}

function headOf(said: ReadonlyMap<string, readonly string[]>): Head {
  const first = (...names: string[]) => names.flatMap((name) => said.get(name) ?? []).at(0);
  const fields = {
    title: first('title', 'og:title'),
    lang: first('lang'),
    description: first('description', 'og:description'),
    url: first('canonical', 'og:url'),
    date: first(
      'article:modified_time',
      'last-modified',
      'dcterms.modified',
      'article:published_time',
      'date',
    ),
  };
  return present(fields);
}

function isCanonical(element: HtmlElement): boolean {
  return (attributeOf(element, 'rel') ?? '').toLowerCase().split(/\s+/).includes('canonical');
}
