// All that can be found, where it is, and which documents of the index stand for it.

import { mayOpen } from './bookmark.js';
import { type BookmarkDocument, documentOf } from './document.js';
import { type Entry, type Kind, type OpenTab, pageKey, type Visit } from './entry.js';
import type { Page } from './page-text.js';
import { SiteTitles } from './site-titles.js';
import type { TreeNode } from './tree-node.js';

/** Of deeper ones the innermost are kept. */
export const FOLDERS_KEPT = 8;

/** What there is beside bookmarks. */
export interface Beside {
  visits?: Iterable<Visit>;
  tabs?: Iterable<OpenTab>;
}

/** An entry's document, and all that it was made of. */
interface Made {
  entry: Entry;
  shortTitle: string;
  page: Page | undefined;
  document: ReturnType<typeof documentOf>;
}

/** The entries that a document stands for, newest first, and the length of the line that its text begins with. */
interface Stood {
  entries: string[];
  lineLength: number;
}

export class Library {
  readonly #entries = new Map<string, Entry>();
  readonly #counts: Record<Kind, number> = { bookmark: 0, history: 0, tab: 0 };
  /** By page, newest first. */
  readonly #byPage = new Map<string, string[]>();
  /** What others visit changes nothing in the documents of bookmarks. */
  readonly #titles: { bookmarks: SiteTitles; beside: SiteTitles };
  /** By entry. */
  readonly #made = new Map<string, Made>();
  /** Of the library before, for what has not changed since. */
  readonly #madeBefore: ReadonlyMap<string, Made>;
  readonly #newest: Entry[];
  #byDocument = new Map<string, Stood>();

  /**
   * @param nodes folders before what is in them.
   * @param before the library until now: what it made is used again.
   */
  constructor(nodes: readonly TreeNode[], { visits = [], tabs = [] }: Beside = {}, before?: Library) {
    this.#madeBefore = before === undefined ? new Map() : before.#made;
    const titles = before === undefined ? undefined : before.#titles;
    for (const entry of bookmarksOf(nodes)) this.#enter(entry);
    const bookmarks = new SiteTitles(this.#entries.values(), titles?.bookmarks);
    for (const entry of visited(visits)) this.#enter(entry);
    for (const entry of opened(tabs)) this.#enter(entry);
    const alone = this.#entries.size === this.size;
    this.#titles = {
      bookmarks,
      beside: alone ? bookmarks : new SiteTitles(this.#entries.values(), titles?.beside),
    };
    this.#newest = [...this.#entries.values()].sort((a, b) => b.added - a.added);
    for (const { id, url } of this.#newest) push(this.#byPage, pageKey(url), id);
  }

  /** How many bookmarks there are. */
  get size(): number {
    return this.#counts.bookmark;
  }

  count(kind: Kind): number {
    return this.#counts[kind];
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  all(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** @param kind of all kinds where it is undefined. */
  newest(kind?: Kind): readonly Entry[] {
    return kind === undefined ? this.#newest : this.#newest.filter((entry) => entry.kind === kind);
  }

  /**
   * What the index should hold, each once: bookmarks, then tabs, then the history, newest first; `pageOf` gives what was
   * read of a URL.
   */
  documents(pageOf: (url: string) => Page | undefined): BookmarkDocument[] {
    const documents: BookmarkDocument[] = [];
    this.#byDocument = new Map();
    for (const kind of ['bookmark', 'tab', 'history'] as const) {
      if (this.#counts[kind] === 0) continue;
      for (const entry of this.newest(kind)) this.#stand(entry, pageOf(entry.url), documents);
    }
    return documents;
  }

  /** The entries that one of the documents stands for. */
  withDocument(id: string): readonly string[] {
    return this.#byDocument.get(id)?.entries ?? [];
  }

  /** How many characters of a document's text are about the entry itself. */
  lineLength(document: string): number {
    return this.#byDocument.get(document)?.lineLength ?? 0;
  }

  /** All entries of the same page. */
  ofPage(url: string): Entry[] {
    return (this.#byPage.get(pageKey(url)) ?? []).flatMap((id) => this.get(id) ?? []);
  }

  #enter(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    this.#counts[entry.kind]++;
  }

  #stand(entry: Entry, page: Page | undefined, documents: BookmarkDocument[]): void {
    const made = this.#documentOf(entry, page);
    if (made === undefined) return;
    const { document, lineLength } = made;
    const stood = this.#byDocument.get(document.id);
    if (stood !== undefined) {
      stood.entries.push(entry.id);
      return;
    }
    documents.push(document);
    this.#byDocument.set(document.id, { entries: [entry.id], lineLength });
  }

  #documentOf(entry: Entry, page: Page | undefined): Made['document'] {
    const titles = entry.kind === 'bookmark' ? this.#titles.bookmarks : this.#titles.beside;
    const shortTitle = titles.of(entry);
    const known = this.#made.get(entry.id) ?? this.#madeBefore.get(entry.id);
    const isSame =
      known !== undefined &&
      known.page === page &&
      known.shortTitle === shortTitle &&
      saysTheSame(known.entry, entry);
    const document = isSame ? known.document : documentOf(entry, shortTitle, page);
    this.#made.set(entry.id, { entry, shortTitle, page, document });
    return document;
  }
}

function saysTheSame(one: Entry, other: Entry): boolean {
  const isIn = (folder: string, depth: number) => other.folders[depth] === folder;
  return (
    one.title === other.title &&
    one.url === other.url &&
    one.folders.length === other.folders.length &&
    one.folders.every(isIn)
  );
}

function* bookmarksOf(nodes: readonly TreeNode[]): Generator<Entry> {
  const paths = new Map<string, readonly string[]>();
  for (const { id, parent, title, url, added = 0 } of nodes) {
    const folders = paths.get(parent ?? '') ?? [];
    if (url === undefined)
      paths.set(id, parent === undefined ? [] : [...folders, title].slice(-FOLDERS_KEPT));
    else yield { id, kind: 'bookmark', title, url, folders, added };
  }
}

/** Each page once, as it was visited last. */
function* visited(visits: Iterable<Visit>): Generator<Entry> {
  const pages = new Map<string, Visit>();
  for (const visit of visits) {
    const key = pageKey(visit.url);
    if (mayOpen(visit.url) && visit.at >= (pages.get(key)?.at ?? 0)) pages.set(key, visit);
  }
  for (const [key, { url, title, at }] of pages)
    yield { id: `history:${key}`, kind: 'history', title, url, folders: [], added: at };
}

function* opened(tabs: Iterable<OpenTab>): Generator<Entry> {
  for (const { tab, window, url, title, at } of tabs) {
    if (!/^(https?|file|ftp):/.test(url)) continue;
    yield { id: `tab:${tab}`, kind: 'tab', title, url, folders: [], added: at, place: { tab, window } };
  }
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
