// An addition whose documents are read and split: the present content, and the documents that come and go.

import type { IndexContent } from '../content/index-content.js';
import type { BuildOptions } from '../core/build-options.js';
import type { Core } from '../core/core.js';
import type { PassageEmbedder } from './passage-embedder.js';
import type { NewDocuments } from './read-documents.js';

/** An addition of nothing, as a compaction needs it. */
export interface CompactJob {
  core: Core;
  embedder: PassageEmbedder;
  dimension: number;
  build: BuildOptions;
  /** Most bytes of vectors that the index may keep. */
  cacheBytes: number;
  /** Whether a table of terms is fitted to a new or compacted graph, if it can have one. */
  table: boolean;
  /** Whether it is fitted again in any case; if not, that of the present content serves as long as it knows nearly all words. */
  refit: boolean;
  /** The present content; it is not changed. */
  content: IndexContent;
  signal: AbortSignal;
}

export interface LinkJob extends CompactJob {
  added: NewDocuments;
  /** Numbers of documents that go. */
  dropped: ReadonlySet<number>;
  /** Told of the vectors of the new passages from `first` on, as soon as they are there; below 0 are those of others. */
  onVectors?: (first: number, vectors: readonly Float32Array[]) => void;
}
