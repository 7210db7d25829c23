// What a search sees of the index that it runs over, wherever its texts are.

import type { CoreGraph } from '../core/core-graph.js';
import type { StoredPassage } from '../storage/store.js';
import type { BufferedPassages } from './buffered-passages.js';

/** A passage that was read, and what it belongs to. */
export interface OwnedPassage extends StoredPassage {
  /** Id and title of its document. */
  id: string;
  title?: string;
  /** Which passage of the document, counted from 0. */
  passage: number;
}

/** A passage whose text has to be fetched first: what is known of it without. */
export interface PendingPassage extends Pick<OwnedPassage, 'id' | 'title' | 'passage'> {
  pending: true;
}

/** A document as filters see it, and where its passages are. */
export interface ListedDocument {
  document: { id: string; title?: string; passages: number };
  /** Number of its first passage. */
  first: number;
}

/** Documents by number. */
export interface DocumentList {
  /** Documents, deleted ones included: their numbers end here. */
  readonly rows: number;
  isDeleted(number: number): boolean;
  at(number: number): ListedDocument;
}

/** Passages by number. */
export interface SearchedCorpus {
  /** Passages, without those of deleted documents. */
  readonly passages: number;
  /** Passages, those of deleted documents included: their numbers end here. */
  readonly nodes: number;
  isDeletedNode(node: number): boolean;
  /** Whether a node's text is what it was when it was embedded. */
  matches(node: number, text: string): boolean;
  /** The passages of nodes, in the order asked for. Errors: what reading texts throws. */
  readOwned(nodes: readonly number[]): Promise<OwnedPassage[]>;
  /**
   * What can be said of nodes without waiting: passages that are in memory, and which others are pending; undefined where
   * that is not known of all of them. Only where texts have to be fetched.
   */
  peek?(nodes: readonly number[]): (OwnedPassage | PendingPassage)[] | undefined;
  /** All documents; filters need them, and `peek`. Errors: what reading them throws. */
  list(): Promise<DocumentList>;
  /** Begins to fetch passages that are likely to be read; only where texts have to be fetched. */
  readAhead?(nodes: Iterable<number>): void;
  /** Keeps the texts readable until the result is called. */
  retain(): () => Promise<void>;
}

/** Searches under way keep the content that they began with. */
export interface SearchedContent {
  corpus: SearchedCorpus;
  /** The graph of the first passages; undefined while there is none. */
  core: CoreGraph | undefined;
  /** The others. */
  buffered: BufferedPassages;
}

/** Passages that are linked. */
export function linkedPassages({ corpus, buffered }: SearchedContent): number {
  return corpus.nodes - buffered.size;
}
