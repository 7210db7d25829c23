// What a page says while documents are added, by the phase of that.

export const PHASES = {
  split: 'Splitting',
  embed: 'Embedding passages',
  compact: 'Removing deleted passages',
  words: 'Indexing words',
  table: 'Fitting words to meanings',
  graph: 'Linking passages',
  prune: 'Pruning links',
  codes: 'Writing codes',
  calibrate: 'Measuring codes',
} as const;
