// An index as a search sees it, wherever its texts are.

import type { Metric } from '../core/build-options.js';
import type { CoreGraph } from '../core/core-graph.js';
import type { WordHits } from '../core/records.js';
import type { FieldTable } from '../filter/field-table.js';
import type { StoredPassage } from '../storage/store.js';
import type { DocumentFields } from './document-fields.js';

/** A passage that was read, with the fields of the document that it belongs to. */
export interface OwnedPassage extends StoredPassage, DocumentFields {
  /** Which passage of the document, counted from 0. */
  passage: number;
  /** The text that is embedded: with title and headings, if the index is made so. */
  embedded: string;
  /** Of a document whose addition has not ended. */
  waiting?: true;
}

/** A passage whose text has to be fetched first: all that is known without it. */
export interface PendingPassage
  extends DocumentFields,
    Pick<OwnedPassage, 'passage' | 'headings' | 'anchor'> {
  pending: true;
}

/** A document as filters see it, and where its passages are. */
export interface ListedDocument {
  document: DocumentFields & { passages: number };
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
  /** The passages of deleted documents. */
  deletedNodes(): readonly number[];
  /** Whether the graph does not know of all of these that they are deleted. */
  replaces?: boolean;
  /** The numbers of the documents that passages are of; undefined as long as `list` has to be fetched for that. */
  documentsOf(nodes: readonly number[]): number[] | undefined;
  /** Whether what would be embedded of a node is what was. */
  matches(node: number, embedded: string): boolean;
  /** The passages of nodes, in the order asked for. Errors: those of reading texts. */
  readOwned(nodes: readonly number[]): Promise<OwnedPassage[]>;
  /**
   * The passages of nodes as far as they are known without waiting: those in memory, and others as pending. Undefined if
   * not even that is known of all of them. Left out if texts need not be fetched.
   */
  peek?(nodes: readonly number[]): (OwnedPassage | PendingPassage)[] | undefined;
  /**
   * Resolves when twice as many texts of these passages are there, at least one more; to false if one could not be fetched. Undefined if
   * none is missing. Begins to fetch what is.
   */
  moreTexts?(nodes: readonly number[]): Promise<boolean> | undefined;
  /** Begins to fetch the list of documents for later searches, if it is small. */
  listAhead?(): void;
  /** All documents, for filters and `peek`. Errors: those of reading them. */
  list(): Promise<DocumentList>;
  /** Columns of some fields of all documents. Errors: those of reading them. */
  table(fields: Iterable<string>): Promise<FieldTable>;
  /**
   * By document, the number of its first passage; after the last one, that of all passages. Errors: those of reading
   * them.
   */
  firsts(): Promise<ArrayLike<number>>;
  /** Begins to fetch passages that are likely to be read. Left out if texts need not be fetched. */
  readAhead?(nodes: Iterable<number>): void;
  /** Keeps the texts readable until the result is called. */
  retain(): () => Promise<void>;
}

/** A passage that is not linked, by position, and how near it is. */
export interface BufferedHit {
  position: number;
  /** Higher is better; of one that is known by its words alone, how good a match they are ({@link BufferOptions.wordsOf}). */
  score: number;
  /** What it comes from, if not from the vector that the model gives the passage. */
  from?: 'table' | 'words';
}

export interface BufferOptions {
  metric: Metric;
  /** Whether the query's vector comes from a table of terms. */
  byTable: boolean;
  accepts: (position: number) => boolean;
  /** How good a match the query's words are, 0 to 2, and how far that counts beside meaning, 0 to 1. */
  wordsOf: (position: number) => { strength: number; weight: number };
}

/** The passages after the linked ones: they are compared one by one. */
export interface SearchedBuffer {
  readonly size: number;
  /** By position, as far as they are known. */
  readonly vectors: readonly (Float32Array | undefined)[];
  /** The passages that `accepts` lets through, as far as anything is known of their meaning. */
  nearest(query: Float32Array, options: BufferOptions): BufferedHit[];
}

/** The words of passages, by number. */
export interface SearchedWords {
  /** Fetches what searching a query's words needs; without it, all is at hand. Errors: those of fetching. */
  fetch?(query: Uint8Array): Promise<void>;
  /**
   * The best `count` passages for a query as {@link queryBytes} packs it.
   * @param allowed one bit a passage, the lowest of a byte first. Default: all.
   */
  search(query: Uint8Array, count: number, allowed?: Uint8Array): WordHits;
}

/** What stands in for a model: vectors of terms. */
export interface SearchedTable {
  /** Errors: those of fetching rows. */
  vectorOf(text: string): Promise<TableVector>;
}

/** Which clusters a search wants. */
export interface WantedClusters {
  /** Their clusters are fetched in any case. */
  nodes: Iterable<number>;
  /** One bit a passage: which may be found; default: all. */
  allowed: Uint8Array | undefined;
  /** The share of the nearest passages that should be in them; default: what a few clusters hold. */
  confidence: number | undefined;
}

/** The nodes of an index that come cluster by cluster, or all of them after its words. */
export interface SearchedClusters {
  /** Clusters that are at hand, and that there are; undefined if the index is in one piece. */
  readonly counts: { loaded: number; of: number } | undefined;
  /** Resolves when all nodes are at hand; undefined if they do not come unless they are asked for. */
  readonly coming?: Promise<void> | undefined;
  /**
   * Fetches clusters near a query's vector that hold what may be found, unless they are at hand.
   * @returns the share of the nearest passages that is expected to be in them, 0 to 1.
   * Errors: those of fetching.
   */
  bringNear(vector: Float32Array, wanted: WantedClusters): Promise<number>;
  /** Fetches the clusters of nodes. Errors: those of fetching. */
  bring(nodes: Iterable<number>): Promise<void>;
}

export interface TableVector {
  /** About the one that the model would give the query; of unit length. Undefined if none of its terms is known. */
  vector: Float32Array | undefined;
  /** The share of the query that is known, 0 to 1; rare terms count more. */
  known: number;
}

/** Searches under way keep the content that they began with. */
export interface SearchedContent {
  corpus: SearchedCorpus;
  /** The graph of the first passages; undefined while there is none. */
  core: CoreGraph | undefined;
  /** The passages after those. */
  buffered: SearchedBuffer;
  /** The words of all; undefined if the index was made without. */
  words: SearchedWords | undefined;
  /** Undefined if there is none. */
  table?: SearchedTable | undefined;
  /** Undefined if all nodes are at hand. */
  clusters?: SearchedClusters | undefined;
}

/** Passages that are linked. */
export function linkedPassages({ corpus, buffered }: SearchedContent): number {
  return corpus.nodes - buffered.size;
}
