// What goes into and comes out of a LeannIndex: the types of its public methods.

import type { BuildOptions } from '../core/build-options.js';
import type { Core } from '../core/core.js';
import type { BuildPhase, CacheCounts, CoreStats, IndexBytes } from '../core/records.js';
import type { SearchStrategy } from '../core/search-options.js';
import type { WasmSource } from '../core/wasm-source.js';
import type { EmbedDevice, Embedder } from '../embed/embedder.js';
import type { LoadProgress } from '../embed/file-source.js';
import type { OnnxModelOptions } from '../embed/onnx-options.js';
import type { StorageRoom, Store } from '../storage/store.js';
import type { Passage, SplitOptions } from '../text/passage.js';
import type { WorkerChoice } from '../worker/worker-choice.js';

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
  /**
   * Where the index is kept. `'memory'` forgets with the page. Default: `'indexeddb'`, or, with the notice
   * `not-stored`, memory where the browser gives the page no storage (private windows).
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
   * `overlapTokens` to 0. For a new index; must agree with those of a stored one. An embedder without a tokenizer
   * counts words, punctuation marks and ideographs.
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
   * Whether a saved index is compacted, and saved again, by itself when that is due, needs no embedding and the page is idle;
   * see {@link IndexInfo.compaction}. Default true.
   */
  autoCompact?: boolean;
  /**
   * Told when another tab has saved a newer generation than the one that is searched here; see
   * {@link LeannIndex.refresh}.
   */
  onNewer?: (generation: number) => void;
  /** Told what a user may want to know although nothing failed. Default: `console.warn`. */
  onNotice?: (notice: Notice) => void;
  /**
   * Where the index is kept and searched. An embedder that is in a worker has the index there too. For others the default
   * is, in pages, a dedicated worker, which asks this thread for vectors; it is this thread for an embedder with a
   * tokenizer of its own and where `core` is given, and in Node and in workers.
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
  /** What the folder's model runs on. Default `'auto'`, as of {@link OnnxEmbedder.load}. */
  device?: OnnxModelOptions['device'];
  /** Threads of WASM for the folder's model, as of {@link OnnxEmbedder.load}. */
  numThreads?: number;
  /**
   * Where `leann-reader.wasm`, the part of the core that searches, comes from. Default: the folder, where it is of this
   * release; else beside this package.
   */
  wasm?: WasmSource;
  /**
   * Whether the list of all documents is fetched with the index, some 12 bytes a document, so that the first answers of
   * searches with {@link SearchOptions.partial} have ids and titles from the start. Opening does not fail where the list
   * cannot be had. Default false: it is fetched when it is first needed.
   */
  listDocuments?: boolean;
  /** Ends the opening with its reason. */
  signal?: AbortSignal;
  /** Told after every piece that has arrived, of the index and of the folder's model. */
  onProgress?: (progress: LoadProgress) => void;
}

/** Something that a user may want to know. */
export interface Notice {
  /**
   * `not-stored`: there is no storage, the index is gone when the page is. `rolled-back`: the newest generation was not
   * whole, the one before is used. `journal-failed`: vectors cannot be kept before they are saved; an interrupted
   * addition begins again. `compaction-failed`: a compaction in idle time failed; the index is as it was.
   * `worker-crashed`: what was not saved is lost; the next call opens the last saved state in another worker.
   */
  code: 'not-stored' | 'rolled-back' | 'journal-failed' | 'compaction-failed' | 'worker-crashed';
  message: string;
}

/** Options of what changes an index. */
export interface ChangeOptions {
  /** Ends the change, or waiting for another tab's, with its reason. */
  signal?: AbortSignal;
}

export type AddOptions = ChangeOptions;

export interface CompactOptions extends ChangeOptions {
  /**
   * Embeds everything again and builds a new graph with new codes, instead of sweeping deleted documents out of those
   * there are. Takes as long as adding everything did. Default: where codes have drifted, see
   * {@link CompactionInfo.reason}.
   */
  rebuild?: boolean;
}

/** How far an addition or a compaction is. `total` of `split` grows with `done` where the number of documents is not known. */
export interface AddProgress {
  phase: 'split' | 'embed' | 'compact' | BuildPhase;
  /** Documents in `split`, passages in `embed` and `compact`, the core's units of work in the others. */
  done: number;
  total: number;
}

export interface SearchOptions {
  /** Hits wanted, at least 1. Default 10. */
  k?: number;
  /** Ends the search with the signal's reason. */
  signal?: AbortSignal;
  /** Default `'auto'`: rank by codes, recompute the best until it is likely enough that none is missed. */
  strategy?: SearchStrategy;
  /**
   * `'auto'`, `'scan'`, `'walk'`: the recall that is aimed at, 0 to 1: the share of the k nearest passages that should
   * be among the hits. A search ends when the errors that the codes made on passages of this index say that it can be
   * expected. That is statistics, on average over queries: a single answer may be worse. 0 asks for no more than k exact
   * scores, 1 for all that could matter. Default 0.95.
   */
  confidence?: number;
  /** `'walk'`: length of the list of candidates. `'two-level'`, `'best-first'`: of the results. Raised to k. Default 64. */
  ef?: number;
  /** `'two-level'`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1. */
  ratio?: number;
  /**
   * Passages recomputed at once, at least 1. A search can end between batches only, so smaller ones recompute less.
   * Default: the embedder's own batch size.
   */
  batchSize?: number;
  /**
   * Most passages recomputed in all; 0 answers from codes and cache alone. Default 256; no limit for `'two-level'` and
   * `'best-first'`.
   */
  maxRecomputes?: number;
  /**
   * Milliseconds after the call of search() from which on no batch is begun; the answer is then what is known. The
   * query is embedded in any case, and a batch that has begun is waited for. 0 answers from codes and cache alone.
   * Default: no limit.
   */
  budgetMs?: number;
  /** Only passages of these documents are embedded and found. Default: all. */
  filter?: DocumentFilter;
  /**
   * Whether there may be one more update, before all others, that does not wait for texts where these have to be fetched
   * (a published index): its hits are those of the update after it, but some are {@link Hit.pending}. It needs the list
   * of documents, see {@link FromUrlOptions.listDocuments}; where that is not there yet, this search begins to fetch it and
   * goes on as without `partial`. Default false.
   */
  partial?: boolean;
}

/**
 * Says which documents a search may find: by their ids (those that are not in the index count for nothing), or by a
 * function that is asked once a document before anything is recomputed. What the function throws ends the search.
 */
export type DocumentFilter = ((document: { id: string; title?: string }) => boolean) | Iterable<string>;

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
  /** Whether the score comes from the passage's vector, recomputed or cached, or is an estimate from the code. */
  exact: boolean;
  /**
   * The text has to be fetched first: `text` is empty, `start` and `end` are 0. Only in the first update of a search with
   * {@link SearchOptions.partial}; left out otherwise.
   */
  pending?: true;
}

export interface SearchStats extends CoreStats {
  /** Where the embedder runs. */
  device: EmbedDevice;
  /** Milliseconds spent: embedding the query, in the core, recomputing, reading texts, and in all. */
  ms: { embedQuery: number; core: number; recompute: number; read: number; total: number };
}

/** Says which passage of which document. */
export interface PassageRef {
  id: string;
  passage: number;
}

/** An answer as far as it is known. */
export interface SearchUpdate {
  /** Best first, at most `k`. Several passages of one document may be among them. */
  hits: Hit[];
  /**
   * Passages that were met whose stored text is not what it was when the index was made, so that nothing is known of
   * it; they are not among the hits. Adding the document again mends it. Left out where there is none.
   */
  changed?: PassageRef[];
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

/** What is kept of passages' vectors; see {@link OpenOptions.cacheBytes}. */
export interface CacheInfo extends CacheCounts {
  /** Most bytes it may take. */
  budget: number;
  /** Share of the vectors used by searches since the index was opened that were there; 0 when none was used. */
  hitRate: number;
}

export interface IndexInfo {
  name: string;
  documents: number;
  passages: number;
  /** Passages that the codebook was trained on; see {@link LeannIndex.add}. */
  trainedPassages: number;
  dimension: number;
  embedder: { fingerprint: string; device: EmbedDevice };
  /**
   * Of the compact index by part, without saved vectors; the vectors of passages that are not linked yet; and the UTF-8
   * size of all passage texts, those of deleted documents included until they are swept out.
   */
  bytes: IndexBytes & { buffered: number; text: number };
  compaction: CompactionInfo;
  cache: CacheInfo;
  build: BuildOptions;
  split: SplitOptions;
  /** Commits of the stored index; 0 when it was never saved, and of a published one. */
  generation: number;
  /** Whether everything is saved. */
  saved: boolean;
  /** What the browser told when the index was opened or saved last; undefined where it does not tell. */
  storage: StorageRoom | undefined;
  /** Of a published index: what was fetched since it was opened, the model not counted. */
  fetched?: FetchedInfo;
}

/** What was fetched of a published index. */
export interface FetchedInfo {
  requests: number;
  /** As the files are; what was sent may be less, where the server compresses. */
  bytes: number;
  /** Those of the texts among them. */
  textBytes: number;
}

/** What {@link LeannIndex.compact} would do, and whether it is worth doing. */
export interface CompactionInfo {
  due: boolean;
  /** Passages of deleted documents, which still take space and time. */
  removed: number;
  /** Passages that are not linked into the graph yet; they are found all the same. */
  buffered: number;
  /**
   * Why it is due: the codes err by a quarter more than when they were trained, so that searches recompute more; a
   * fifth of the passages are removed; or 64 wait to be linked.
   */
  reason?: 'drifted' | 'removed' | 'buffered';
}

/** A stored index, as {@link LeannIndex.list} tells of it. */
export interface StoredIndex {
  name: string;
  generation: number;
  /** Without deleted ones. */
  documents: number;
  passages: number;
  /** Of the compact index, of vectors that wait, and of texts. */
  bytes: number;
  /** Of the embedder that built it. */
  fingerprint: string;
}
