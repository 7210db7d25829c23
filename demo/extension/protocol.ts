// What the pages, the service worker and the engine say to each other. Ports carry JSON.

import type { Given } from './browser-tree.js';
import type { BookmarkDocument } from './document.js';
import type { Kind, OpenTab, TabPlace, Visit } from './entry.js';
import type { Failure } from './failure.js';
import type { Settings } from './state.js';
import type { TreeNode } from './tree-node.js';

/**
 * Names of ports. All are opened to the service worker, which alone listens for them: a port with several listeners
 * would outlive the one that matters. Pages open `PAGE`; for each the engine opens one whose name begins with `ENGINE`
 * when it is told to serve; and `TREE`, to be sent what is `Wanted`, which it says first.
 */
export const PAGE = 'page';
export const ENGINE = 'engine:';
export const TREE = 'tree';

/** Messages of several nodes or visits, then the end with the sites whose pages may be read, as match patterns. */
export type TreeMessage =
  | { nodes: TreeNode[] }
  | { visits: Visit[] }
  | { end: true; origins: string[]; given: Given; visited: boolean; tabs?: OpenTab[] };

/** `all`: bookmarks, permissions, or nobody knows what. `forgotten`: something was deleted from the history. */
export type Change = 'all' | 'beside' | 'forgotten';

/** To whom it concerns, without a port. */
export type Notice =
  | { to: 'engine'; type: 'changed'; change: Change }
  /** `name` for the port that the engine is to open. */
  | { to: 'engine'; type: 'serve'; name: string }
  | { to: 'router'; type: 'settled' }
  /** Answered with the page that it shows, or nothing. */
  | { to: 'router'; type: 'read-tab'; tab: number };

export type PageRequest =
  /** Replaces the search before. An empty query asks for the newest; without `kind`, all kinds are searched. */
  | { type: 'search'; id: number; query: string; limit: number; kind?: Kind }
  | { type: 'cancel' }
  | { type: 'set'; settings: Partial<Settings> }
  /** After an error. */
  | { type: 'try-again' }
  | { type: 'stored'; id: number }
  | { type: 'delete-all'; id: number }
  | { type: 'export'; id: number }
  /** `url` of a blob of this origin, with what an export gave. */
  | { type: 'import'; id: number; url: string };

/** What was found, ready to be shown. Several entries of one page are one. */
export interface Found {
  id: string;
  /** All that the page is, bookmarks first. */
  kinds: readonly Kind[];
  /** Of the tab that shows it. */
  place?: TabPlace;
  title: string;
  url: string;
  host: string;
  /** What differs in the address from those of rows with the same title and host, if there are any. */
  path?: string;
  /** Outermost first. */
  folders: readonly string[];
  /** False for bookmarklets and the like. */
  opens: boolean;
  /** What matched in the entries, for `marksOf`; the same for all of an answer. */
  words: readonly string[];
  by: 'words' | 'meaning' | 'both' | 'date';
  /** Hardly an answer, as are all below. */
  weak: boolean;
  /** How many more bookmarks of the same page there are. */
  copies: number;
  /** The part of the page's text that fits best. */
  excerpt?: string;
}

export interface Answer {
  type: 'answer';
  id: number;
  query: string;
  found: Found[];
  /** `words` at once, then `meaning` as it gets better. */
  stage: 'newest' | 'words' | 'meaning';
  final: boolean;
  /** Milliseconds since the engine got the question. */
  ms: number;
}

export interface Status {
  type: 'status';
  bookmarks: number;
  /** Visited pages and open tabs that are found. */
  history: number;
  tabs: number;
  settings: Settings;
  /** Documents that stand for all of these, and how many of them were worked on. */
  documents: number;
  done: number;
  /** Documents that are found, if only by their words. */
  listed: number;
  /** `waiting` until all are found by their words; `off`: switched off by the user; `broken`: by an error. */
  state: 'waiting' | 'indexing' | 'ready' | 'off' | 'broken';
  /** Of what is `broken`. */
  failure?: Failure;
  /** Of pages that may be read: all, those that were, and those that could not be. */
  pages: PageCounts;
}

export interface PageCounts {
  wanted: number;
  read: number;
  failed: number;
}

/** What is kept on this machine, in bytes. */
export interface Stored {
  index: Sizes;
  pages: { count: number; bytes: number };
  /** By the browser's own estimate, of all this extension keeps. */
  usage: number;
}

export type EngineMessage =
  | Status
  | Answer
  | { type: 'stored'; id: number; stored: Stored }
  | { type: 'deleted'; id: number }
  /** `url` of a blob of this origin; it lasts until the next export, or until the engine ends. */
  | { type: 'exported'; id: number; url: string }
  | { type: 'imported'; id: number; pages: number }
  | ({ type: 'failed'; id: number } & Failure);

/** To the worker that holds the index. */
export type IndexRequest =
  /** Documents that are to be found by their words until they are added, and ids of those that are not any more. */
  | { type: 'wait'; id: number; documents: BookmarkDocument[]; gone: string[] }
  | { type: 'add'; id: number; documents: BookmarkDocument[] }
  /** `erase`: nothing of them may be left in what is stored. */
  | { type: 'remove'; id: number; documents: string[]; erase: boolean }
  | { type: 'ids'; id: number }
  /** `meaning`: not by words alone. */
  | { type: 'search'; id: number; query: string; limit: number; meaning: boolean; kind?: Kind }
  | { type: 'cancel'; id: number }
  | { type: 'sizes'; id: number }
  | { type: 'delete'; id: number }
  | { type: 'export'; id: number }
  | { type: 'import'; id: number; file: Blob };

/** A document, as its best passage was found. */
export interface IndexHit {
  document: string;
  /** Of the passage: where it begins in the document's text. */
  start: number;
  text: string;
  by: 'words' | 'meaning' | 'both';
  weak: boolean;
}

/** Bytes, but for the first two. */
export interface Sizes {
  documents: number;
  passages: number;
  graph: number;
  codes: number;
  words: number;
  rest: number;
  texts: number;
}

/** `opened` once, when the index is; to each request any number of `progress` or `hits`, then `ended` or `failed`. */
export type IndexReply =
  | { type: 'opened'; documents: number }
  | { type: 'progress'; id: number; done: number; total: number }
  /** First what words find, then better answers. `words`: those that matched. */
  | { type: 'hits'; id: number; hits: IndexHit[]; words: string[]; final: boolean }
  | { type: 'ended'; id: number; sizes?: Sizes; ids?: string[]; file?: Blob }
  | ({ type: 'failed'; id: number } & Failure);
