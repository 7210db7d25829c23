// What a search is given.

import type { SearchedContent } from '../content/searched-content.js';
import type { Metric } from '../core/build-options.js';
import type { Embedder } from '../embed/embedder.js';
import type { SearchClock } from './search-clock.js';
import type { SearchSettings } from './search-settings.js';

/** Vectors that searches have used: recomputed ones, and cached ones. */
export interface SearchTotals {
  recomputed: number;
  cached: number;
}

export interface SearchJob {
  settings: SearchSettings;
  /** The present content. The search keeps the one of the moment when its query is embedded. */
  content: () => SearchedContent;
  metric: Metric;
  embedder: Embedder;
  signal: AbortSignal;
  /** Called when the query begins to be embedded. */
  onEmbed?: () => void;
  /** Runs since the call. */
  clock: SearchClock;
  /** The search adds its own to these when it ends. */
  totals: SearchTotals;
}
