// Looking into the tree that parse5 makes of HTML. Nothing here recurses: pages nest as deep as they like.

import { type DefaultTreeAdapterTypes, html } from 'parse5';

export type HtmlNode = DefaultTreeAdapterTypes.Node;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

export function isElement(node: HtmlNode): node is HtmlElement {
  return 'tagName' in node;
}

export function isText(node: HtmlNode): node is DefaultTreeAdapterTypes.TextNode {
  return node.nodeName === '#text';
}

/** Of HTML itself, not of SVG or MathML within it. */
export function isHtml(element: HtmlElement): boolean {
  return element.namespaceURI === html.NS.HTML;
}

export function attributeOf(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return 'childNodes' in node ? node.childNodes : [];
}

/** A visit of a node: before its children, and after them. */
export interface Visit {
  node: HtmlNode;
  leaving: boolean;
}

/** All nodes from `root` in order, each entered and left. `enters` says into which ones to look. */
export function* walk(root: HtmlNode, enters: (node: HtmlNode) => boolean = () => true): Generator<Visit> {
  const stack: Visit[] = [{ node: root, leaving: false }];
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { node, leaving } = visit;
    if (leaving) {
      yield visit;
      continue;
    }
    if (!enters(node)) continue;
    yield visit;
    stack.push({ node, leaving: true });
    const children = childrenOf(node);
    for (let row = children.length - 1; row >= 0; row--) {
      const child = children[row];
      if (child !== undefined) stack.push({ node: child, leaving: false });
    }
  }
}

/** All elements below `root`, and itself if it is one, in order. */
export function* elementsOf(root: HtmlNode, enters?: (node: HtmlNode) => boolean): Generator<HtmlElement> {
  for (const { node, leaving } of walk(root, enters)) if (!leaving && isElement(node)) yield node;
}
