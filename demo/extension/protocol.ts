// What the pages, the service worker and the engine say to each other. Ports carry JSON.

import type { TreeNode } from './tree-node.js';

/** Names of ports: pages open `PAGE` to the service worker, which opens `ENGINE` to the engine for each of them. */
export const PAGE = 'page';
export const ENGINE = 'engine';
/** The engine opens it to be sent the bookmarks. */
export const TREE = 'tree';

/** One message of several nodes, then the end. */
export type TreeMessage = { nodes: TreeNode[] } | { end: true };

/** To whom it concerns, without a port. */
export type Notice = { to: 'engine'; type: 'bookmarks-changed' } | { to: 'router'; type: 'settled' };

/** How page texts are read: not at all, those of some hosts, or all. */
export interface PageSettings {
  everywhere: boolean;
  hosts: string[];
}

export type PageRequest =
  /** Replaces the search before. An empty query asks for the newest bookmarks. */
  | { type: 'search'; id: number; query: string; limit: number }
  | { type: 'cancel' }
  /** Whether meaning is indexed at all. */
  | { type: 'switch'; on: boolean }
  /** After an error. */
  | { type: 'try-again' }
  | { type: 'pages'; settings: PageSettings }
  | { type: 'stored'; id: number }
  | { type: 'delete-all'; id: number }
  | { type: 'export'; id: number }
  /** `url` of a blob with what an export gave. */
  | { type: 'import'; id: number; url: string };

/** A found bookmark, ready to be shown. Several of one page are one. */
export interface Found {
  id: string;
  title: string;
  url: string;
  host: string;
  /** Outermost first. */
  folders: readonly string[];
  /** False for bookmarklets and the like. */
  opens: boolean;
  /** Words to mark, as `fold` leaves them. */
  terms: readonly string[];
  by: 'words' | 'meaning' | 'both' | 'date';
  /** How many more bookmarks of the same page there are. */
  copies: number;
  /** The passage of the page's text that was meant. */
  excerpt?: string;
}

export interface Answer {
  type: 'answer';
  id: number;
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
  /** Documents that stand for the bookmarks and the texts of pages, and how many of them are found by meaning. */
  documents: number;
  indexed: number;
  /** `waiting` until the bookmarks were read; `off`: switched off by the user; `broken`: by an error. */
  state: 'waiting' | 'indexing' | 'ready' | 'off' | 'broken';
  reason?: string;
  pages: { settings: PageSettings; wanted: number; read: number; failed: number };
}

/** What is kept on this machine, in bytes. */
export interface Stored {
  documents: number;
  passages: number;
  graph: number;
  codes: number;
  rest: number;
  texts: number;
  pages: { count: number; bytes: number };
  /** By the browser's own estimate, of all this extension keeps. */
  usage: number;
}

export type EngineMessage =
  | Status
  | Answer
  | { type: 'stored'; id: number; stored: Stored }
  | { type: 'deleted'; id: number }
  | { type: 'exported'; id: number; url: string }
  | { type: 'imported'; id: number; documents: number; pages: number }
  | { type: 'failed'; id: number; reason: string };

/** To the worker that searches by meaning. */
export type MeaningRequest =
  | { type: 'add'; id: number; documents: { id: string; text: string }[] }
  | { type: 'remove'; id: number; documents: string[] }
  /** Which of these documents are not in the index. */
  | { type: 'missing'; id: number; documents: string[] }
  | { type: 'search'; id: number; query: string; limit: number }
  | { type: 'cancel'; id: number }
  | { type: 'sizes'; id: number }
  | { type: 'export'; id: number }
  | { type: 'import'; id: number; file: Blob };

export interface MeaningHit {
  document: string;
  text: string;
}

export interface Sizes {
  documents: number;
  passages: number;
  graph: number;
  codes: number;
  rest: number;
  texts: number;
}

/** `opened` once, when the index is; to each request any number of `progress` or `hits`, then `ended` or `failed`. */
export type MeaningReply =
  | { type: 'opened'; documents: number }
  | { type: 'progress'; id: number; done: number; total: number }
  | { type: 'hits'; id: number; hits: MeaningHit[]; final: boolean }
  | { type: 'ended'; id: number; sizes?: Sizes; file?: Blob; missing?: string[] }
  | { type: 'failed'; id: number; reason: string };
