// The bookmarks there are, where they are, and which documents of the index stand for them.

import { meaningText } from './bookmark.js';
import type { TreeNode } from './tree-node.js';

/** A text for the index. Its id is made from the text: bookmarks that say the same share a document. */
export interface MeaningDocument {
  id: string;
  text: string;
}

export interface Bookmark {
  id: string;
  title: string;
  url: string;
  /** Names of the folders it is in, outermost first; at most {@link FOLDERS_KEPT}. */
  folders: readonly string[];
  added: number;
}

/** Of deeper ones the innermost are kept. */
export const FOLDERS_KEPT = 8;

export class Library {
  readonly #bookmarks = new Map<string, Bookmark>();
  /** Bookmarks by the id of their document, newest first. */
  readonly #byDocument = new Map<string, string[]>();
  readonly #byUrl = new Map<string, string[]>();
  readonly #texts: MeaningDocument[] = [];

  /** @param nodes folders before what is in them. */
  constructor(nodes: readonly TreeNode[]) {
    const paths = new Map<string, readonly string[]>();
    for (const { id, parent, title, url, added = 0 } of nodes) {
      const above = paths.get(parent ?? '') ?? [];
      if (url === undefined)
        paths.set(id, parent === undefined ? [] : [...above, title].slice(-FOLDERS_KEPT));
      else this.#bookmarks.set(id, { id, title, url, folders: above, added });
    }
    for (const bookmark of this.newest()) this.#enter(bookmark);
  }

  get size(): number {
    return this.#bookmarks.size;
  }

  get(id: string): Bookmark | undefined {
    return this.#bookmarks.get(id);
  }

  all(): IterableIterator<Bookmark> {
    return this.#bookmarks.values();
  }

  newest(): Bookmark[] {
    return [...this.#bookmarks.values()].sort((a, b) => b.added - a.added);
  }

  /** What the index should hold for the bookmarks themselves, newest first, each once. */
  documents(): readonly MeaningDocument[] {
    return this.#texts;
  }

  /** The bookmarks that a document stands for. */
  withDocument(id: string): readonly string[] {
    return this.#byDocument.get(id) ?? [];
  }

  /** All bookmarks of the same page. */
  withUrl(url: string): readonly string[] {
    return this.#byUrl.get(url) ?? [];
  }

  #enter({ id, title, url, folders }: Bookmark): void {
    // The outermost folder is the browser's own: "Bookmarks bar".
    const text = meaningText(title, url, folders.slice(1));
    push(this.#byUrl, url, id);
    if (text === '') return;
    const document = documentId('b', text);
    if (!this.#byDocument.has(document)) this.#texts.push({ id: document, text });
    push(this.#byDocument, document, id);
  }
}

/** Equal for equal texts. 64 bits: among 100,000 texts two are confused once in four thousand million times. */
export function documentId(kind: 'b' | 'p', text: string): string {
  // FNV-1a twice, over UTF-16 units, from two starts.
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x01000193);
  }
  return `${kind}${hex(high)}${hex(low)}`;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
