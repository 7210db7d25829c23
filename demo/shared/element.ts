// Finding and making elements, with the types one expects.

/** The element of that selector. Its absence is a mistake in index.html. */
export function find<T extends Element>(root: ParentNode, selector: string, type: new () => T): T {
  const found = root.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${selector}`);
}

/** A copy of what is in the template of that selector. */
export function copyOf(selector: string): DocumentFragment {
  return document.importNode(find(document, selector, HTMLTemplateElement).content, true);
}

/** An element with a class and text. */
export function make(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
