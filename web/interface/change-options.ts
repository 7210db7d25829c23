// How an index is changed, and how far a change is.

import type { BuildPhase } from '../core/records.js';

/** Options of every method that changes an index. */
export interface ChangeOptions {
  /** Ends the change, or waiting for another tab's, with its reason. */
  signal?: AbortSignal;
}

export type AddOptions = ChangeOptions;

export interface CompactOptions extends ChangeOptions {
  /**
   * Whether to embed everything again and build a new graph with new codes, instead of removing deleted documents from
   * the present ones. Takes as long as adding everything did. Default: only if codes have drifted, see
   * {@link CompactionInfo.reason}.
   */
  rebuild?: boolean;
}

/** How far an addition or a compaction is. In `split`, `total` grows with `done` if the number of documents is unknown. */
export interface AddProgress {
  phase: 'split' | 'embed' | 'compact' | 'words' | 'table' | BuildPhase;
  /** Documents in `split`, passages in `embed`, `compact` and `words`, the core's units of work in the others. */
  done: number;
  total: number;
}
