// What a page says while documents are added.

import type { AddProgress } from '../../web/index.js';

export const PHASES: Record<AddProgress['phase'], string> = {
  split: 'Splitting',
  embed: 'Embedding passages',
  compact: 'Removing deleted passages',
  words: 'Indexing words',
  table: 'Fitting words to meanings',
  graph: 'Linking passages',
  prune: 'Pruning links',
  codes: 'Writing codes',
  calibrate: 'Measuring codes',
};
