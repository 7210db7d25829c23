// The handles of objects in the two WASM modules: Embind makes those of bindings/core/, reader-graph.ts and
// reader-search.ts those of bindings/reader/. `delete` frees a handle; calls give their value, or why they failed.

import type { BuildPhase, CacheCounts, CoreDrift, CoreStats, IndexBytes, SearchEnd } from './records.js';
import type { Bonuses, CoreSearchOptions } from './search-options.js';

export interface Failure {
  code: string;
  message: string;
}

/** Who made a file; ids and hashes as bytes. */
export interface OriginRecord {
  generation: number;
  commit: Uint8Array;
  fingerprint: string;
  dtype: string;
  device: string;
  corpus: Uint8Array;
}

export interface FileRecord extends OriginRecord {
  sizes: IndexBytes;
  attachments: { name: string; bytes: Uint8Array }[];
}

export interface Handle {
  delete(): void;
}

export interface BuildRecord {
  phase: BuildPhase | 'done';
  done: number;
  total: number;
}

export interface BuilderHandle extends Handle {
  add(vectors: Float32Array): Failure | undefined;
  size(): number;
  group(counts: Uint32Array): Failure | undefined;
  order(): Uint32Array;
  step(nodes: number): BuildRecord | Failure;
  /** Empty if there is none. */
  handOutCluster(): Uint8Array<ArrayBuffer> | Failure;
  takeCluster(answer: Uint8Array): BuildRecord | Failure;
  finish(): IndexHandle | Failure;
}

/** What searches need of an index. */
export interface GraphHandle extends Handle {
  size(): number;
  dimension(): number;
  isL2(): boolean;
  removed(): number;
  search(
    query: Float32Array,
    options: CoreSearchOptions,
    allowed: Uint8Array | undefined,
    bonuses: Bonuses | undefined,
  ): SearchHandle | Failure;
  /** Whether its nodes come in blocks. */
  isCut(): boolean;
  /** The first node of each cluster, and in the end the number of nodes in clusters; empty without clusters. */
  clusterStarts(): Uint32Array;
  nearestClusters(query: Float32Array, count: number): Uint32Array | Failure;
  clusterLoaded(cluster: number): boolean;
  supplyCluster(cluster: number, bytes: Uint8Array): Failure | undefined;
  expectedRecall(probed: number): number;
  cache(): CacheCounts;
  /** Of the vectors that the codes of these nodes stand for. */
  reconstructedMean(nodes: Uint32Array): Float32Array | Failure;
  /** Whether it knows the words of all nodes. */
  hasWords(): boolean;
  /** The first node of each document, and in the end the number of nodes; undefined if it does not know words. */
  documentStarts(): Uint32Array | undefined;
  /** The number of the term that stands for one in a table of terms: itself, or one much like it. */
  likeTerm(term: Uint8Array): number | undefined;
  /** How many blocks its words' postings come in; 0 if they are in one piece. */
  wordBlocks(): number;
  supplyWords(block: number, bytes: Uint8Array): Failure | undefined;
  searchWords(
    query: Uint8Array,
    count: number,
    allowed: Uint8Array | undefined,
    tail: WordsHandle | undefined,
  ): WordAnswer | Failure;
}

/** `matched`: packed, see word-hits.ts. */
export interface WordAnswer {
  ids: Uint32Array;
  scores: Float32Array;
  coverage: Float32Array;
  terms: Uint32Array;
  matched: Uint8Array;
  missing: Uint32Array;
  permitted?: Uint8Array;
}

export interface WordsHandle extends Handle {
  passages(): number;
  terms(): number;
  bytes(): number | Failure;
}

/** Fields are terms in UTF-8 with newlines between them. */
export interface WordBuilderHandle extends Handle {
  beginDocument(title: Uint8Array): Failure | undefined;
  passage(headings: Uint8Array, body: Uint8Array): Failure | undefined;
  finish(): WordsHandle | Failure;
}

export interface TableFitHandle extends Handle {
  setPriors(first: number, vectors: Float32Array): Failure | undefined;
  step(): { done: number; total: number } | Failure;
  finish(): Uint8Array | Failure;
}

export interface IndexHandle extends GraphHandle {
  fitTable(): TableFitHandle | Failure;
  /** In UTF-8, with newlines between them. */
  terms(): Uint8Array | Failure;
  insert(vectors: Float32Array): Failure | undefined;
  remove(nodes: Uint32Array): Failure | undefined;
  drift(): CoreDrift;
  compact(): Uint32Array | Failure;
  reorder(order: Uint32Array): Failure | undefined;
  encode(
    cacheBytes: number,
    origin: OriginRecord,
    names: string[],
    contents: Uint8Array[],
  ): Uint8Array | Failure;
  bytes(): IndexBytes | Failure;
  setCache(bytes: number): Failure | undefined;
  words(): WordsHandle | undefined;
  setWords(words: WordsHandle): Failure | undefined;
  appendWords(words: WordsHandle): Failure | undefined;
  outlineWords(blockBytes: number, cuts: Uint32Array): Uint8Array[] | Failure;
  wordBlockStarts(): Uint32Array;
  joinWords(): Failure | undefined;
  cutClusters(): Uint8Array[] | Failure;
  joinClusters(): Failure | undefined;
}

export interface SearchHandle extends Handle {
  done(): boolean;
  wants(): Uint32Array;
  supply(vectors: Float32Array): Failure | undefined;
  exclude(nodes: Uint32Array): Failure | undefined;
  /** At most `count`, k if it is 0. */
  hits(count: number): { ids: Uint32Array; distances: Float32Array; exact: Uint8Array } | Failure;
  stop(): void;
  /** `ended` is there once it has. */
  stats(): Omit<CoreStats, 'ended'> & { ended?: SearchEnd };
}
