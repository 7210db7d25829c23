// The bookmarks there are, where they are, and which documents of the index stand for them.

import type { Bookmark } from './bookmark.js';
import { type BookmarkDocument, documentOf } from './document.js';
import type { Page } from './page-text.js';
import { SiteTitles } from './site-titles.js';
import type { TreeNode } from './tree-node.js';

/** Of deeper ones the innermost are kept. */
export const FOLDERS_KEPT = 8;

/** A bookmark's document as it was made of what is known of the page. */
interface Made {
  page: Page | undefined;
  document: ReturnType<typeof documentOf>;
}

/** The bookmarks that a document stands for, newest first, and the length of the line that its text begins with. */
interface Stood {
  bookmarks: string[];
  lineLength: number;
}

export class Library {
  readonly #bookmarks = new Map<string, Bookmark>();
  readonly #byUrl = new Map<string, string[]>();
  readonly #titles: SiteTitles;
  /** By bookmark. */
  readonly #made = new Map<string, Made>();
  #byDocument = new Map<string, Stood>();

  /** @param nodes folders before what is in them. */
  constructor(nodes: readonly TreeNode[]) {
    const paths = new Map<string, readonly string[]>();
    for (const { id, parent, title, url, added = 0 } of nodes) {
      const above = paths.get(parent ?? '') ?? [];
      if (url === undefined)
        paths.set(id, parent === undefined ? [] : [...above, title].slice(-FOLDERS_KEPT));
      else this.#bookmarks.set(id, { id, title, url, folders: above, added });
    }
    for (const { id, url } of this.newest()) push(this.#byUrl, url, id);
    this.#titles = new SiteTitles(this.#bookmarks.values());
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

  /** What the index should hold, newest first, each once; `pageOf` gives what was read of a URL. */
  documents(pageOf: (url: string) => Page | undefined): BookmarkDocument[] {
    const documents: BookmarkDocument[] = [];
    this.#byDocument = new Map();
    for (const bookmark of this.newest()) {
      const made = this.#documentOf(bookmark, pageOf(bookmark.url));
      if (made === undefined) continue;
      const { document, lineLength } = made;
      const stood = this.#byDocument.get(document.id);
      if (stood === undefined) {
        documents.push(document);
        this.#byDocument.set(document.id, { bookmarks: [bookmark.id], lineLength });
      } else stood.bookmarks.push(bookmark.id);
    }
    return documents;
  }

  /** The bookmarks that one of the documents stands for. */
  withDocument(id: string): readonly string[] {
    return this.#byDocument.get(id)?.bookmarks ?? [];
  }

  /** How many characters of a document's text are about the bookmark itself. */
  lineLength(document: string): number {
    return this.#byDocument.get(document)?.lineLength ?? 0;
  }

  /** All bookmarks of the same page. */
  withUrl(url: string): readonly string[] {
    return this.#byUrl.get(url) ?? [];
  }

  #documentOf(bookmark: Bookmark, page: Page | undefined): Made['document'] {
    const known = this.#made.get(bookmark.id);
    if (known !== undefined && known.page === page) return known.document;
    const document = documentOf(bookmark, this.#titles.of(bookmark), page);
    this.#made.set(bookmark.id, { page, document });
    return document;
  }
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
