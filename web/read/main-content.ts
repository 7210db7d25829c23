// Which parts of a page are what it is about: not its navigation, its footer, or what readers wrote below.

import {
  attributeOf,
  elementsOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  walk,
} from './html-tree.js';
import { isVisible } from './visible.js';

/** Attributes that name what is to be found, and what is not; Pagefind's mean the same. */
const BODY_MARKS = ['data-leann-body', 'data-pagefind-body'];
const IGNORE_MARKS = ['data-leann-ignore', 'data-pagefind-ignore'];

/** Left out wherever they stand: what leads to other pages, and what others wrote. */
const AROUND = new Set('nav,search'.split(','));
const AROUND_ROLES = new Set('navigation,search,banner,contentinfo,complementary,doc-toc'.split(','));
/** Left out around the content, but kept within it. */
const OUTSIDE = new Set('aside,footer'.split(','));
const WITHIN = new Set('main,article,section,blockquote,figure'.split(','));
/** Only such elements are left out by their names: classes of others say how code and headings look. */
const NAMED = new Set('aside,div,dl,footer,form,header,ol,p,section,table,ul'.split(','));
/** Classes of what leads elsewhere, wherever it stands. */
const AROUND_CLASS =
  /^(?:.*[-_])?(?:breadcrumbs?|disqus|edit-this-page|last-?modified|last-?updated|lastmod|page-nav|pager|pagination|prev-?next|skip-?link|skip-to-content)$|^(?:toc|table-?of-?contents)$/;
/** Classes of what others wrote about it. */
const COMMENT_CLASS = /^(?:.*[-_])?comments?(?:[-_](?:area|list|section|thread|wrapper))?$/;
/** Classes and ids of parts around the content. Within it, an id may be that of a section about such things. */
const OUTSIDE_NAME =
  /^(?:comments?(?:-area|-list|-section)?|cookie-?(?:banner|bar|consent|notice)|disqus_thread|(?:left|page|right|site|sphinx)?-?sidebar|nav-?bar|navigation|related-posts|respond)$/;
/** The same, of those that are mostly links. */
const LINKS_NAME =
  /^(?:ads?|advert|advertisement|footer|header|links|(?:main|top|site)?-?menu|(?:main|top|site)?-?nav|promo|related|shar(?:e|ing)|social|tags)$/;
/** A part may be this share of a page's text at most to be left out by its name. */
const LARGEST_SHARE = 0.5;
/** Of links, in a part that only leads elsewhere. */
const LINK_SHARE = 0.5;
/** Of the page's text, in articles that are all of its content. */
const ARTICLE_SHARE = 0.5;

export interface MainContent {
  parts: HtmlNode[];
  /** Whether an element of these parts is part of the content. */
  keeps: (element: HtmlElement) => boolean;
  /** Whether the page itself says which its content is. */
  marked: boolean;
}

/**
 * What is marked, else `<main>`, else the articles that hold most of the text, else the body without what surrounds the
 * content. Never empty for a page that shows text.
 */
export function mainContentOf(body: HtmlNode): MainContent {
  const sizes = Sizes.of(body);
  const isIgnored = (element: HtmlElement) =>
    IGNORE_MARKS.some((mark) => attributeOf(element, mark) !== undefined);
  const keeps = (element: HtmlElement) => !isIgnored(element) && !isAround(element, sizes, body);
  const marked = outermost(body, (element) =>
    BODY_MARKS.some((mark) => attributeOf(element, mark) !== undefined),
  );
  if (marked.length > 0)
    return {
      parts: marked,
      keeps: (element) => !isIgnored(element) && !leadsElsewhere(element),
      marked: true,
    };
  for (const parts of [mains(body), articles(body, keeps, sizes)]) {
    if (Sizes.kept(parts, keeps) > 0) return { parts, keeps, marked: false };
  }
  const all = Sizes.kept([body], keeps) > 0 ? keeps : (element: HtmlElement) => !isIgnored(element);
  return { parts: [body], keeps: all, marked: false };
}

function mains(body: HtmlNode): HtmlElement[] {
  return outermost(body, (element) => element.tagName === 'main' || attributeOf(element, 'role') === 'main');
}

/** None where they are not most of what the page says. */
function articles(body: HtmlNode, keeps: (element: HtmlElement) => boolean, sizes: Sizes): HtmlElement[] {
  const found = outermost(body, (element) => element.tagName === 'article', keeps);
  const size = found.reduce((sum, article) => sum + sizes.letters(article), 0);
  return size >= ARTICLE_SHARE * Sizes.kept([body], keeps) ? found : [];
}

/** The elements of a kind that are in no other of that kind, in order. */
function outermost(
  root: HtmlNode,
  is: (element: HtmlElement) => boolean,
  keeps: (element: HtmlElement) => boolean = () => true,
): HtmlElement[] {
  const found = new Set<HtmlNode>();
  const enters = (node: HtmlNode) =>
    isVisible(node) &&
    !(isElement(node) && (!keeps(node) || (node.parentNode !== null && found.has(node.parentNode))));
  for (const element of elementsOf(root, enters)) if (is(element)) found.add(element);
  return [...found].filter(isElement);
}

/** Whether an element says itself that it is there to find other pages. */
function leadsElsewhere(element: HtmlElement): boolean {
  return AROUND.has(element.tagName) || AROUND_ROLES.has(attributeOf(element, 'role') ?? '');
}

/** Whether a part only surrounds the content. */
function isAround(element: HtmlElement, sizes: Sizes, body: HtmlNode): boolean {
  const { tagName } = element;
  if (leadsElsewhere(element)) return true;
  if (OUTSIDE.has(tagName) && !isWithin(element)) return true;
  if (tagName === 'article') return classesOf(element).some((name) => COMMENT_CLASS.test(name));
  if (!NAMED.has(tagName) || sizes.letters(element) > LARGEST_SHARE * sizes.letters(body)) return false;
  const classes = classesOf(element);
  if (classes.some((name) => AROUND_CLASS.test(name) || COMMENT_CLASS.test(name))) return true;
  const names = [...classes, (attributeOf(element, 'id') ?? '').toLowerCase()];
  const isLinks = names.some((name) => LINKS_NAME.test(name));
  if (!isLinks && !names.some((name) => OUTSIDE_NAME.test(name))) return false;
  if (isWithin(element) || isSection(element)) return false;
  return !isLinks || sizes.linked(element) >= LINK_SHARE * sizes.letters(element);
}

function classesOf(element: HtmlElement): string[] {
  return (attributeOf(element, 'class') ?? '').toLowerCase().split(/\s+/);
}

/** A section of the content that has the id of its heading, as generators of documentation write it. */
function isSection({ tagName, attrs, childNodes }: HtmlElement): boolean {
  if (tagName !== 'section' || attrs.some(({ name }) => name === 'class')) return false;
  return !childNodes.some((child) => isElement(child) && child.tagName === 'article');
}

function isWithin(element: HtmlElement): boolean {
  let node = element.parentNode;
  while (node !== null && isElement(node)) {
    if (WITHIN.has(node.tagName) || attributeOf(node, 'role') === 'main') return true;
    node = node.parentNode;
  }
  return false;
}

/** How much text each part of a page shows, in letters without white space. */
class Sizes {
  readonly #letters = new Map<HtmlNode, number>();
  readonly #linked = new Map<HtmlNode, number>();

  /** Linear in the size of the page. */
  static of(root: HtmlNode): Sizes {
    const sizes = new Sizes();
    let letters = 0;
    let linked = 0;
    let links = 0;
    const begins: { letters: number; linked: number }[] = [];
    for (const { node, leaving } of walk(root, isVisible)) {
      if (isText(node) && !leaving) {
        const length = lettersOf(node.value);
        letters += length;
        if (links > 0) linked += length;
      }
      if (!isElement(node)) continue;
      if (node.tagName === 'a') links += leaving ? -1 : 1;
      if (!leaving) {
        begins.push({ letters, linked });
        continue;
      }
      const begin = begins.pop() ?? { letters: 0, linked: 0 };
      sizes.#letters.set(node, letters - begin.letters);
      sizes.#linked.set(node, linked - begin.linked);
    }
    return sizes;
  }

  /** Letters that these parts show. */
  static kept(parts: readonly HtmlNode[], keeps: (element: HtmlElement) => boolean): number {
    let letters = 0;
    const enters = (node: HtmlNode) => isVisible(node) && (!isElement(node) || keeps(node));
    for (const part of parts) {
      for (const { node, leaving } of walk(part, enters))
        if (isText(node) && !leaving) letters += lettersOf(node.value);
    }
    return letters;
  }

  letters(node: HtmlNode): number {
    return this.#letters.get(node) ?? 0;
  }

  linked(node: HtmlNode): number {
    return this.#linked.get(node) ?? 0;
  }
}

function lettersOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 32) count++;
  return count;
}
