// What goes into and comes out of a LeannIndex: the types of its public methods.

import type { Core, IndexBytes } from './core/core.js';
import type { BuildOptions, SearchStrategy } from './core/options.js';
import type { WasmSource } from './core/wasm-source.js';
import type { EmbedDevice, Embedder } from './embed/embedder.js';
import type { Store } from './storage/store.js';
import type { Passage, SplitOptions } from './text/passage.js';

/** A text to be found. */
export interface Document {
  /** Not empty, and unique in the index. */
  id: string;
  /** Of any length: it is split into passages. A text without words is kept but never found. */
  text: string;
  /** Kept and given back with hits; not searched. */
  title?: string;
}

export interface OpenOptions {
  /** Turns texts into vectors. It stays the caller's: closing the index does not close it. */
  embedder: Embedder;
  /** Where the index is kept. Default `'indexeddb'`; `'memory'` forgets with the page. */
  store?: 'indexeddb' | 'memory' | Store;
  /** Where the core's WASM comes from. Default: beside this package's own files. Not used when `core` is given. */
  wasm?: WasmSource;
  /** A loaded core for several indexes to share. */
  core?: Core;
  /** How the graph and its codes are built. For a new index; must agree with those of a stored one. */
  build?: BuildOptions;
  /**
   * How documents are split. `maxTokens` defaults to what the embedder takes less its special tokens,
   * `overlapTokens` to 0. For a new index; must agree with those of a stored one. An embedder without a tokenizer
   * counts words, punctuation marks and ideographs.
   */
  split?: Partial<SplitOptions>;
}

export interface AddOptions {
  signal?: AbortSignal;
}

/** How far an addition is. `total` of `split` grows with `done` where the number of documents is not known. */
export interface AddProgress {
  phase: 'split' | 'embed' | 'graph' | 'prune' | 'codes';
  /** Documents in `split`, passages in `embed`, the core's units of work in the others. */
  done: number;
  total: number;
}

export interface SearchOptions {
  /** Hits wanted, at least 1. Default 10. */
  k?: number;
  /** Ends the search with the signal's reason. */
  signal?: AbortSignal;
  /** Default `'rerank'`: rank all by their codes, recompute the best. */
  strategy?: SearchStrategy;
  /** `'rerank'`: passages recomputed. Others: length of the result list. Raised to k. Default 64. */
  ef?: number;
  /** `'two-level'`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1. */
  ratio?: number;
  /** Passages recomputed at once, at least 1. Default: the embedder's own batch size. */
  batchSize?: number;
  /** Most passages recomputed in all; 0 answers from the codes alone. Default: no limit. */
  maxRecomputes?: number;
}

/** A passage that was found. */
export interface Hit {
  /** Of the document. */
  id: string;
  /** Which passage of the document, counted from 0. */
  passage: number;
  /** UTF-16 offsets of the passage in the document's text. */
  start: number;
  end: number;
  text: string;
  title?: string;
  /** Higher is better. With the metric `'ip'`: the cosine of query and passage, from -1 to 1. */
  score: number;
  /** Whether the score comes from the recomputed vector, or is an estimate from the code. */
  exact: boolean;
}

export interface SearchStats {
  /** Passages embedded for this search. */
  recomputed: number;
  /** Calls of the embedder it took. */
  batches: number;
  /** Passages whose code or vector was looked at. */
  visited: number;
  strategy: SearchStrategy;
  /** Where the embedder runs. */
  device: EmbedDevice;
  /** Milliseconds spent: embedding the query, in the core, recomputing, reading texts, and in all. */
  ms: { embedQuery: number; core: number; recompute: number; read: number; total: number };
}

/** An answer as far as it is known. */
export interface SearchUpdate {
  /** Best first, at most `k`. Several passages of one document may be among them. */
  hits: Hit[];
  stats: SearchStats;
  /** True for the last update only. */
  final: boolean;
}

/** A document as it is kept. */
export interface DocumentInfo {
  id: string;
  title?: string;
  passages: Passage[];
}

export interface IndexInfo {
  name: string;
  documents: number;
  passages: number;
  /** Passages that the codebook was trained on; see {@link LeannIndex.add}. */
  trainedPassages: number;
  dimension: number;
  embedder: { fingerprint: string; device: EmbedDevice };
  /** Of the compact index by part, and the UTF-8 size of all passage texts. */
  bytes: IndexBytes & { text: number };
  build: BuildOptions;
  split: SplitOptions;
  /** Commits of the stored index; 0 when it was never saved. */
  generation: number;
  /** Whether everything is saved. */
  saved: boolean;
}
