// Figures of a search that can find nothing.

import type { CoreStats } from '../core/records.js';
import type { CoreSearchOptions } from '../core/search-options.js';

/** Those of the core, of a search that it is not asked for. */
export function nothingToDo({ strategy = 'auto' }: CoreSearchOptions): CoreStats {
  return {
    recomputed: 0,
    cached: 0,
    batches: 0,
    visited: 0,
    strategy: strategy === 'auto' ? 'scan' : strategy,
    ended: 'exhausted',
    expectedRecall: 1,
  };
}
