// The text of a part of a page, as it is seen, with its headings.

import type { Heading } from '../text/heading.js';
import {
  attributeOf,
  elementsOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  walk,
} from './html-tree.js';
import { type Break, LINE, PARAGRAPH, SPACE, TextWriter } from './text-writer.js';
import { isVisible, plainText } from './visible.js';

/** Begin and end a line, a paragraph, or only a word. Whatever is not named here stands within a word, as in browsers. */
const LINES = 'br,caption,dd,dt,legend,li,option,optgroup,tr,tbody,thead,tfoot';
const PARAGRAPHS =
  'address,article,aside,blockquote,body,center,details,dialog,dir,div,dl,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hgroup,hr,html,main,menu,nav,ol,p,pre,search,section,summary,table,ul';
const SPACED = 'button,input,label,select,td,textarea,th,text,mtext';

const BREAKS = new Map<string, Break>([
  ...PARAGRAPHS.split(',').map((name) => [name, PARAGRAPH] as const),
  ...LINES.split(',').map((name) => [name, LINE] as const),
  ...SPACED.split(',').map((name) => [name, SPACE] as const),
]);
/** What a reader works with; its names are for scripts. */
const CONTROLS = new Set('button,form,input,label,select,textarea'.split(','));
/** Elements that keep their lines. */
const PRESERVED = new Set(['pre', 'textarea', 'listing', 'xmp', 'plaintext']);
/** Where hyphens may be put, and what takes no room: no part of a word. */
const UNSEEN = /[\u00ad\u200b\ufeff]/g;

export interface PageText {
  text: string;
  headings: Heading[];
}

/** The text of these parts one after another. `keeps` leaves out more than what is hidden. Linear in their size. */
export function textOf(
  roots: readonly HtmlNode[],
  keeps: (element: HtmlElement) => boolean = () => true,
): PageText {
  const writer = new PageWriter();
  for (const root of roots) {
    writer.break(PARAGRAPH);
    const enters = (node: HtmlNode) => isVisible(node) && (!isElement(node) || keeps(node));
    for (const { node, leaving } of walk(root, enters)) writer.visit(node, leaving);
  }
  return writer.end();
}

/** A name, and the length of the text in front of it. */
interface Name {
  id: string;
  at: number;
}

/** The heading that is being written. */
interface OpenHeading {
  element: HtmlElement;
  start: number;
  level: number;
  anchor: string | undefined;
  /** Whether it says anything without its pictures. */
  hasWords: boolean;
}

class PageWriter {
  readonly #writer = new TextWriter();
  readonly #headings: Heading[] = [];
  /** Elements around that keep their lines. */
  #preserved = 0;
  /** The name that leads to where the next word will be: of an empty element before it, or of the section it begins. */
  #named: Name | undefined;
  /** What that was when each of the elements around began. */
  readonly #namedBefore: (Name | undefined)[] = [];
  #heading: OpenHeading | undefined;

  break(kind: Break): void {
    this.#writer.break(kind);
  }

  visit(node: HtmlNode, leaving: boolean): void {
    if (isText(node)) {
      if (!leaving) this.#write(node.value.replace(UNSEEN, ''));
    } else if (isElement(node)) this.#element(node, leaving);
  }

  end(): PageText {
    return { text: this.#writer.text(), headings: this.#headings };
  }

  #write(text: string): void {
    if (this.#preserved > 0 && this.#heading === undefined) this.#writer.lines(text);
    else this.#writer.words(text);
  }

  #element(element: HtmlElement, leaving: boolean): void {
    const { tagName } = element;
    const kind = BREAKS.get(tagName) ?? 0;
    // A heading is one line, whatever stands in it.
    this.#writer.break(
      this.#heading === undefined || this.#heading.element === element ? kind : kind === 0 ? 0 : SPACE,
    );
    if (PRESERVED.has(tagName)) this.#preserved += leaving ? -1 : 1;
    const level = levelOf(element);
    if (level !== undefined) this.#headingLine(element, level, leaving);
    this.#name(element, leaving);
    if (!leaving && tagName === 'img') this.#picture(element);
  }

  #headingLine(element: HtmlElement, level: number, leaving: boolean): void {
    if (!leaving && this.#heading === undefined) {
      const before = this.#named?.at === this.#writer.length ? this.#named.id : undefined;
      const anchor = anchorOf(element) ?? before;
      const hasWords = plainText(element).trim() !== '';
      this.#heading = { element, start: this.#writer.next, level, anchor, hasWords };
    } else if (leaving && this.#heading?.element === element) {
      const { start, anchor } = this.#heading;
      const end = this.#writer.length;
      if (end > start) this.#headings.push({ start, end, level, ...(anchor !== undefined && { anchor }) });
      this.#heading = undefined;
      this.#writer.break(PARAGRAPH);
    }
  }

  #name(element: HtmlElement, leaving: boolean): void {
    if (!leaving) {
      this.#namedBefore.push(this.#named);
      const id = CONTROLS.has(element.tagName) ? undefined : idOf(element);
      if (id !== undefined) this.#named = { id, at: this.#writer.length };
      return;
    }
    const before = this.#namedBefore.pop();
    // What stood in another element leads there, not to what comes after it.
    if (element.childNodes.some(isElement)) this.#named = before;
  }

  /** Says what the picture shows; not of the badges that are links in a heading, unless they are all there is. */
  #picture(element: HtmlElement): void {
    if (this.#heading?.hasWords && isLinked(element)) return;
    const alternative = attributeOf(element, 'alt')?.trim() ?? '';
    if (alternative === '') return;
    this.#writer.break(SPACE);
    this.#writer.words(alternative);
  }
}

function isLinked({ parentNode }: HtmlElement): boolean {
  return parentNode !== null && isElement(parentNode) && parentNode.tagName === 'a';
}

function levelOf(element: HtmlElement): number | undefined {
  const { tagName } = element;
  if (/^h[1-6]$/.test(tagName)) return Number(tagName.charAt(1));
  if (attributeOf(element, 'role') !== 'heading') return undefined;
  const level = Number(attributeOf(element, 'aria-level') ?? 2);
  return Number.isInteger(level) && level >= 1 ? Math.min(level, 6) : 2;
}

function idOf(element: HtmlElement): string | undefined {
  const id =
    attributeOf(element, 'id') ?? (element.tagName === 'a' ? attributeOf(element, 'name') : undefined);
  return id === '' ? undefined : id;
}

/** Of the heading, else of something in it, or of the link in it that leads here. */
function anchorOf(heading: HtmlElement): string | undefined {
  for (const element of elementsOf(heading)) {
    const found = idOf(element) ?? targetOf(element);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a permalink leads. */
function targetOf(element: HtmlElement): string | undefined {
  const href = element.tagName === 'a' ? attributeOf(element, 'href') : undefined;
  if (!href?.startsWith('#') || href.length < 2) return undefined;
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return href.slice(1);
  }
}
