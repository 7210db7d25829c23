// How an index is opened: one of this browser, one from a file, or one that a site publishes.

import type { BuildOptions } from '../core/build-options.js';
import type { Core } from '../core/core.js';
import type { WasmSource } from '../core/wasm-source.js';
import type { Embedder } from '../embed/embedder.js';
import type { LoadProgress } from '../embed/file-source.js';
import type { OnnxModelOptions } from '../embed/onnx-options.js';
import type { Store } from '../storage/store.js';
import type { SplitOptions } from '../text/passage.js';
import type { AnswersAhead } from './answers-ahead.js';
import type { ModelLoading, ModelState } from './model-state.js';
import type { Notice } from './notice.js';
import type { WorkerChoice } from './worker-choice.js';

export interface OpenOptions {
  /** Turns texts into vectors. It stays the caller's: closing the index does not close it. */
  embedder: Embedder;
  /**
   * Where the index is kept. `'memory'` forgets with the page. Default: `'indexeddb'`; if the browser gives the page no
   * storage (private windows), memory, with the notice `not-stored`.
   */
  store?: 'indexeddb' | 'memory' | Store;
  /** Where the core's WASM comes from. Default: beside this package's own files. Not used when `core` is given. */
  wasm?: WasmSource;
  /** A loaded core for several indexes of this thread to share. */
  core?: Core;
  /** How the graph and its codes are built. For a new index; must agree with those of a stored one. */
  build?: BuildOptions;
  /**
   * How documents are split. `maxTokens` defaults to what the embedder takes less its special tokens,
   * `overlapTokens` to 0, `context` to true. For a new index; must agree with those of a stored one. An embedder without
   * a tokenizer counts words, punctuation marks and ideographs.
   */
  split?: Partial<SplitOptions>;
  /**
   * Most bytes of passages' vectors kept in memory, in half precision, so that later searches need not embed them
   * again: hubs for good, others until they are the least recently used. 0 keeps none. Default 4 MiB, some 5,000
   * vectors of 384 dimensions. A vector whose largest component is above 65,504 or below 2^-14 is not kept.
   */
  cacheBytes?: number;
  /** Most bytes of those vectors that {@link LeannIndex.save} stores with the index. Default 0. */
  savedCacheBytes?: number;
  /**
   * Whether a saved index is compacted and saved again by itself when that is due, needs no embedding and the page is
   * idle; see {@link IndexInfo.compaction}. Default true.
   */
  autoCompact?: boolean;
  /**
   * Whether the index gets a table of terms: a vector for each of its words, so that searches answer by meaning before the query is
   * embedded, and without the model ({@link SearchOptions.model}). It is fitted to the passages, without embedding anything,
   * whenever a graph is built or built again, and by {@link LeannIndex.compact}, and takes `3 + dimension / 2` bytes a word, which are no part of
   * `bytesPerPassage`: several times those of the compact index (docs/index-life.md). False: the table that there is goes with the next
   * graph. Default: as the stored index or the file has it; a new index gets none. Never for the metric `'l2'`.
   */
  table?: boolean;
  /**
   * Told when another tab has saved a newer generation than the one that is searched here; see
   * {@link LeannIndex.refresh}.
   */
  onNewer?: (generation: number) => void;
  /** Told what a user may want to know although nothing failed. Default: `console.warn`. */
  onNotice?: (notice: Notice) => void;
  /**
   * Where the index is kept and searched. An embedder that is in a worker has the index there too. For others the default
   * is, in pages, a dedicated worker, which asks this thread for vectors. It is this thread if the embedder has a tokenizer
   * of its own or `core` is given, and always in Node and in workers.
   */
  worker?: WorkerChoice;
}

export interface ImportOptions extends OpenOptions {
  /** SHA-256 that the file must have, 64 hexadecimal digits. Default: not compared. */
  sha256?: string;
  /** Ends fetching, or waiting for another tab's changes, with its reason. */
  signal?: AbortSignal;
}

/** Options of opening an index that a site publishes; see {@link LeannIndex.fromUrl}. */
export interface FromUrlOptions extends Pick<OpenOptions, 'cacheBytes' | 'onNotice' | 'worker'> {
  /** Turns queries and passages into vectors. It stays the caller's. Default: the model that the folder holds. */
  embedder?: Embedder;
  /**
   * When the folder's model is loaded. Until then, words and the index's table of terms answer: the last update of a search has
   * `stats.query` `'table'`, and the hits of one after that are better. Default `'auto'` in pages, for folders that have such a table;
   * else `'eager'`.
   */
  model?: ModelLoading;
  /** Told when the state of the folder's model has changed, see {@link LeannIndex.modelState}. */
  onModel?: (state: ModelState) => void;
  /** The device for the folder's model. Default `'auto'`, as in {@link OnnxEmbedder.load}. */
  device?: OnnxModelOptions['device'];
  /** Threads for the folder's model, as in {@link OnnxEmbedder.load}. */
  numThreads?: number;
  /**
   * Where `leann-reader.wasm`, the part of the core that searches, comes from. Default: the folder, if it is of this
   * release; else beside this package.
   */
  wasm?: WasmSource;
  /**
   * Whether the list of all documents is fetched with the index, some 12 bytes a document, so that the first answers of
   * searches with {@link SearchOptions.partial} have ids and titles from the start. If the list cannot be fetched, opening
   * does not fail. `'small'`: only if it adds no more than a tenth to the index. Default false: it is fetched when it is first
   * needed.
   */
  listDocuments?: boolean | 'small';
  /**
   * Answers to requests that the page has made already, for the manifest and what it names: they are read in place of new ones.
   */
  ahead?: AnswersAhead;
  /** Ends the opening with its reason. */
  signal?: AbortSignal;
  /** Told after every piece that has arrived, of the index and of the folder's model. */
  onProgress?: (progress: LoadProgress) => void;
}
