// The records that go into the core and come out of it: progress, files, hits, figures.

import type { SearchStrategy } from './search-options.js';

/**
 * What a build is doing: HNSW construction, its pruning pass, training and writing codes, finding out how far off the
 * codes are.
 */
export type BuildPhase = 'graph' | 'prune' | 'codes' | 'calibrate';

/** Progress of a build; `done` of `total` passages in this phase. */
export interface BuildStep {
  phase: BuildPhase;
  done: number;
  total: number;
  finished: boolean;
}

/** Bytes of an encoded index by part. */
export interface IndexBytes {
  total: number;
  graph: number;
  codes: number;
  /** What coding did to the vectors' lengths, 4 bits a passage if it is kept. */
  lengths: number;
  /** Rotation, codebooks and mean. */
  quantizer: number;
  /** Which words are in which passages. */
  words: number;
  /** Cached vectors that were saved with it. */
  cache: number;
  /** What was attached to it. */
  attachments: number;
  rest: number;
}

/**
 * Which state of which documents, seen by which embedder, an index file was made from. The core keeps it; its caller
 * compares.
 */
export interface IndexOrigin {
  /** Counted up by each commit. */
  generation: number;
  /** Of the commit: 32 hexadecimal digits. */
  commit: string;
  /** Of the embedder. At most 4,096 bytes of UTF-8, as `dtype` and `device`; more is cut off. */
  fingerprint: string;
  /** What may differ within tolerance from where it is searched. */
  dtype: string;
  device: string;
  /** SHA-256 of the documents: 64 hexadecimal digits, or empty if it is not known. */
  corpus: string;
}

/** What an index file says of itself. */
export interface IndexFile extends IndexOrigin {
  sizes: IndexBytes;
  attachments: Map<string, Uint8Array>;
}

/** The same, as far as readers need it. */
export interface ReadFile {
  fingerprint: string;
  sizes: IndexBytes;
  /** Undefined if there is none of the name that was asked for. */
  attachment: Uint8Array | undefined;
}

export interface EncodeOptions {
  /** Most bytes of cached vectors in the file. Default 0. */
  cacheBytes?: number;
  /** Default: nothing is said. */
  origin?: IndexOrigin;
  /** Bytes to keep in the file, by names of four capital letters or digits. Default: none. */
  attachments?: ReadonlyMap<string, Uint8Array>;
}

/** Vectors kept in memory, in half precision, so that they need not be embedded again. */
export interface CacheCounts {
  bytes: number;
  /** Vectors held, and how many of them never make way for others. */
  entries: number;
  pinned: number;
}

/** What an index without passages takes. */
export const NO_BYTES: IndexBytes = {
  total: 0,
  graph: 0,
  codes: 0,
  lengths: 0,
  quantizer: 0,
  words: 0,
  cache: 0,
  attachments: 0,
  rest: 0,
};

/** Hits in parallel arrays, best first. */
export interface CoreHits {
  ids: Uint32Array;
  /** Higher is better: the inner product, or minus the squared Euclidean distance. */
  scores: Float32Array;
  /** 1 if the score is of the recomputed vector, 0 if it is estimated from the code. */
  exact: Uint8Array;
}

/** What a search for words found: hits in parallel arrays, best first. */
export interface WordHits {
  ids: Uint32Array;
  /** 0 to 1: what a passage has of what it could have at most. */
  scores: Float32Array;
  /** 0 to 1: the share of the query's terms that a passage has; rare ones count more. */
  coverage: Float32Array;
  /** How many of the query's terms a passage has. */
  terms: Uint32Array;
  /** The words of the index that were looked for, each with the number of the query's term that it stands for. */
  matched: { term: number; word: string }[];
  /** Blocks of postings that are not at hand, ascending: the words in them are not counted yet. */
  missing: Uint32Array;
  /**
   * If the query has required or excluded terms: one bit a passage, the lowest of a byte first, whether it has the
   * former and is of no document with the latter.
   */
  permitted?: Uint8Array;
}

/**
 * Why a search ended. `confident`: the chance that a passage left out belongs among the hits is small enough.
 * `max-recomputes`: no more may be recomputed. `exhausted`: nothing is left to recompute. `walked`: a walk by exact
 * distances came to its end. `budget`: its time was up.
 */
export type SearchEnd = 'confident' | 'max-recomputes' | 'exhausted' | 'walked' | 'budget';

export interface CoreStats {
  /** Vectors that were recomputed. */
  recomputed: number;
  /** Vectors that were in the cache. */
  cached: number;
  /** In how many batches vectors were recomputed. */
  batches: number;
  /** Passages whose code or vector was looked at. */
  visited: number;
  /** The strategy that was used: never `auto`. */
  strategy: SearchStrategy;
  /** Undefined while the search goes on. */
  ended: SearchEnd | undefined;
  /** Recall that the present hits can be expected to have, 0 to 1; 0 if the strategy knows no bound. */
  expectedRecall: number;
}

/** How far an index has moved from what its codes were trained on, and what would help it most. */
export interface CoreDrift {
  /** Share of the nodes that were removed, 0 to 1. */
  removed: number;
  /** Share of the nodes that were inserted since the codes were trained, 0 to 1. */
  inserted: number;
  /** Mean squared error of the codes, as a multiple of what it was when they were trained. */
  error: number;
  /**
   * `compaction` if a fifth of the nodes is removed, `rebuild` if codes err by a quarter more than at first:
   * recall holds, but searches recompute more.
   */
  due: 'nothing' | 'compaction' | 'rebuild';
}
