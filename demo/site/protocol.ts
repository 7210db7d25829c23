// What the page and its worker say to each other.

import type { AddProgress, Document, SearchUpdate } from '../../web/index.js';

/** The dictionary that comes with the page, and the visitor's own texts. */
export type Shelf = 'words' | 'notes';

export interface ShelfInfo {
  documents: number;
  passages: number;
  indexBytes: number;
  textBytes: number;
}

/** `id` is chosen by the page; replies carry it, and `cancel` names it. */
export type Request =
  | { type: 'search'; id: number; shelf: Shelf; query: string }
  | { type: 'add'; id: number; documents: Document[] }
  | { type: 'forget'; id: number }
  | { type: 'cancel'; id: number };

/** Sent by the worker on its own, as it starts. */
export type StartReply =
  | { type: 'loading'; loaded: number; total: number | undefined }
  | { type: 'starting' }
  | { type: 'ready'; words: ShelfInfo; notes: ShelfInfo; kept: boolean; examples: string[] }
  | { type: 'broken'; reason: string };

/** Any number of `update` or `progress`, then one of `ended` and `failed`. */
export type TaskReply =
  | { type: 'update'; id: number; update: SearchUpdate }
  | { type: 'progress'; id: number; progress: AddProgress }
  | { type: 'ended'; id: number; notes: ShelfInfo; skipped: string[] }
  | { type: 'failed'; id: number; reason: string };

export type Reply = StartReply | TaskReply;
