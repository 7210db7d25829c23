// Which elements of a page a reader sees as text.

import {
  attributeOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isHtml,
  isText,
  walk,
} from './html-tree.js';

/** Never seen as text, or shown only where something else cannot be. */
const UNSEEN = new Set(
  'annotation,annotation-xml,audio,canvas,datalist,head,iframe,noembed,noframes,noscript,object,rp,rt,script,style,template,title,video'.split(
    ',',
  ),
);
const HIDING = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b/i;
/** Signs beside headings and footnotes that lead to themselves. */
const PERMALINK =
  /^(headerlink|header-anchor|heading-anchor|anchor-link|anchorjs-link|hash-link|permalink|headline-anchor)$/;
const LETTER = /[\p{L}\p{N}]/u;

/** Whether what is in a node is seen. */
export function isVisible(node: HtmlNode): boolean {
  return !isElement(node) || !(isUnseen(node) || isHidden(node) || isPermalink(node) || isFootnoteSign(node));
}

function isUnseen(element: HtmlElement): boolean {
  // In SVG, <title> and <style> are no more seen than here, but <text> is.
  return UNSEEN.has(element.tagName) || (element.tagName === 'desc' && !isHtml(element));
}

function isHidden(element: HtmlElement): boolean {
  const hidden = attributeOf(element, 'hidden');
  if (hidden !== undefined && hidden !== 'until-found') return true;
  if (attributeOf(element, 'aria-hidden') === 'true') return true;
  if (element.tagName === 'dialog' && attributeOf(element, 'open') === undefined) return true;
  return HIDING.test(attributeOf(element, 'style') ?? '');
}

function isPermalink(element: HtmlElement): boolean {
  if (element.tagName !== 'a') return false;
  const named = (attributeOf(element, 'class') ?? '').split(/\s+/).some((name) => PERMALINK.test(name));
  if (!named && !attributeOf(element, 'href')?.startsWith('#')) return false;
  const text = plainText(element);
  return text.length <= 40 && (named || (text.trim() !== '' && !LETTER.test(text)));
}

/** The numbers that lead to footnotes of Markdown and back, and the unseen heading above them. */
function isFootnoteSign(element: HtmlElement): boolean {
  return (
    attributeOf(element, 'data-footnote-ref') !== undefined ||
    attributeOf(element, 'data-footnote-backref') !== undefined ||
    (attributeOf(element, 'id') ?? '').endsWith('footnote-label')
  );
}

/** All text below a node, as it is written. */
export function plainText(node: HtmlNode): string {
  let text = '';
  for (const visit of walk(node)) if (!visit.leaving && isText(visit.node)) text += visit.node.value;
  return text;
}
