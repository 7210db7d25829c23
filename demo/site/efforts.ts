// How hard a search tries: from codes alone to everything that could matter.

import type { SearchOptions } from '../../web/index.js';

export interface Effort {
  name: string;
  options: Pick<SearchOptions, 'confidence' | 'maxRecomputes'>;
}

/** Least first. */
export const EFFORTS: readonly Effort[] = [
  { name: 'codes only', options: { maxRecomputes: 0 } },
  { name: '50 % certain', options: { confidence: 0.5 } },
  { name: '80 % certain', options: { confidence: 0.8 } },
  { name: '90 % certain', options: { confidence: 0.9 } },
  { name: '95 % certain', options: { confidence: 0.95 } },
  { name: '99 % certain', options: { confidence: 0.99 } },
  { name: '99.9 % certain', options: { confidence: 0.999, maxRecomputes: 1024 } },
];

/** The package's default. */
export const USUAL_EFFORT = 4;
