// Facts about an index: about an open one, and about those that are stored.

import type { BuildOptions } from '../core/build-options.js';
import type { CacheCounts, IndexBytes } from '../core/records.js';
import type { EmbedDevice } from '../embed/embedder.js';
import type { StorageRoom } from '../storage/store.js';
import type { SplitOptions } from '../text/passage.js';

export interface IndexInfo {
  name: string;
  documents: number;
  passages: number;
  /** Passages that the codebook was trained on; see {@link LeannIndex.add}. */
  trainedPassages: number;
  dimension: number;
  embedder: { fingerprint: string; device: EmbedDevice };
  /**
   * Of the compact index by part, without saved vectors; of the vectors of buffered passages; and the UTF-8 size of all
   * passage texts, which includes those of deleted documents until a compaction removes them.
   */
  bytes: IndexBytes & { buffered: number; text: number };
  /**
   * Of an index of this browser that has a table of terms: words that have a row in it, and its bytes, which are among the `attachments`
   * of the compact index. See {@link OpenOptions.table}.
   */
  table?: { terms: number; bytes: number };
  compaction: CompactionInfo;
  cache: CacheInfo;
  build: BuildOptions;
  split: SplitOptions;
  /** Commits of the stored index; 0 if it was never saved, or a site publishes it. */
  generation: number;
  /** Whether everything is saved. */
  saved: boolean;
  /** As the browser said when the index was last opened or saved; undefined if it does not say. */
  storage: StorageRoom | undefined;
  /** Of an index that a site publishes: what was fetched since it was opened, the model not counted. */
  fetched?: FetchedInfo;
  /**
   * Of an index that a site publishes: how much of what exact search finds is found by it. Undefined if it is too small for that to
   * be told, of photos, or published by a release that did not measure it.
   */
  recall?: RecallInfo;
}

/** The work that {@link LeannIndex.compact} would do, and whether it is worth doing. */
export interface CompactionInfo {
  due: boolean;
  /** Passages of deleted documents, which still take space and time. */
  removed: number;
  /** Passages that are not linked into the graph yet; they are found all the same. */
  buffered: number;
  /**
   * Why it is due. `drifted`: the codes err by a quarter more than when they were trained, so that searches recompute
   * more. `removed`: a fifth of the passages are removed. `words`: the index was made by a release that did not know words. `buffered`: 64 passages are not linked yet.
   */
  reason?: 'drifted' | 'removed' | 'words' | 'buffered';
}

/** Vectors of passages that are kept in memory; see {@link OpenOptions.cacheBytes}. */
export interface CacheInfo extends CacheCounts {
  /** Most bytes it may take. */
  budget: number;
  /** Share of the vectors that searches used since the index was opened and found in it; 0 if they used none. */
  hitRate: number;
}

/** Files fetched of an index that a site publishes. */
export interface FetchedInfo {
  requests: number;
  /** As large as the files are; less may have been sent, if the server compresses. */
  bytes: number;
  /** Those of the texts among them. */
  textBytes: number;
}

/**
 * The share of the ten best passages that a search finds of those that exact search by words and the model finds, measured when the
 * index was published, with queries made of its own titles, headings and sentences (docs/hosting.md, "How good its answers are").
 */
export interface RecallInfo {
  /** So many were asked. */
  queries: number;
  /** Of the answer without the model, by words and the table of terms: 0 to 1. Undefined if there is no such table. */
  first?: number;
  /** Of the final answer with the model, by default options: 0 to 1. */
  final: number;
}

/** A stored index, as {@link LeannIndex.list} tells of it. */
export interface StoredIndex {
  name: string;
  generation: number;
  /** Without deleted ones. */
  documents: number;
  passages: number;
  /** Of the compact index, of the vectors of buffered passages, and of texts. */
  bytes: number;
  /** Of the embedder that built it. */
  fingerprint: string;
}
