// Checks what a caller of search() asks for.

import { type CoreSearchOptions, type SearchStrategy, searchNumbers } from './core/options.js';
import type { Embedder } from './embed/embedder.js';
import { LeannError } from './error.js';
import type { SearchOptions } from './options.js';

export type SearchSettings = CoreSearchOptions & { strategy: SearchStrategy };

/** The options as the core wants them. Errors: `invalid-argument`, also where there is nothing to search. */
export function searchSettings(query: unknown, options: SearchOptions, embedder: Embedder): SearchSettings {
  if (typeof query !== 'string') throw invalid('query', query, 'it must be a string');
  const { k = 10, strategy = 'rerank', batchSize = embedder.batchSize, ef, ratio, maxRecomputes } = options;
  requireCount('k', k);
  requireCount('batchSize', batchSize);
  const settings: SearchSettings = { k, strategy, batchSize };
  if (ef !== undefined) settings.ef = requireCount('ef', ef);
  if (maxRecomputes !== undefined) settings.maxRecomputes = maxRecomputes;
  if (ratio !== undefined) {
    if (!(ratio > 0)) throw invalid('ratio', ratio, 'it must be above 0');
    settings.ratio = ratio;
  }
  searchNumbers(settings);
  return settings;
}

function requireCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(name, value, 'it must be an integer of at least 1');
}

function invalid(name: string, value: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search with ${name} ${String(value)}: ${reason}`);
}
