// Checks the options of search(), and adds their defaults.

import { LeannError } from '../base/error.js';
import { type CoreSearchOptions, checkedSearchOptions } from '../core/search-options.js';
import type { Embedder } from '../embed/embedder.js';
import { parseSort } from '../filter/sort.js';
import type { Sort } from '../filter/where.js';
import type { SearchOptions } from '../interface/search-request.js';
import { AllowedPassages, type AnyFilter } from './allowed-passages.js';

export interface SearchSettings {
  core: CoreSearchOptions;
  /** Milliseconds after which no batch begins. */
  budgetMs: number;
  /** Undefined if all passages are. */
  allowed: AllowedPassages | undefined;
  /** How hits are listed; undefined for the best first. */
  sort: Required<Sort> | undefined;
  /** Whether an answer without texts is wanted first. */
  partial: boolean;
}

/** Options of a search, whose filter may be in another thread. */
export type LocalSearchOptions = Omit<SearchOptions, 'filter'> & { filter?: AnyFilter };

/** The options with their defaults. Errors: `invalid-argument`, also for a query that is not a string. */
export function searchSettings(
  query: unknown,
  options: LocalSearchOptions,
  embedder: Embedder,
): SearchSettings {
  if (typeof query !== 'string') throw invalid('query', query, 'it must be a string');
  const { k = 10, batchSize = embedder.batchSize, budgetMs = Number.POSITIVE_INFINITY, filter } = options;
  const { strategy, confidence, ef, ratio, maxRecomputes, partial = false } = options;
  requireCount('k', k);
  requireCount('batchSize', batchSize);
  const core: CoreSearchOptions = { k, batchSize };
  if (strategy !== undefined) core.strategy = strategy;
  if (confidence !== undefined) core.confidence = confidence;
  if (ef !== undefined) core.ef = requireCount('ef', ef);
  if (maxRecomputes !== undefined) core.maxRecomputes = maxRecomputes;
  if (ratio !== undefined) {
    if (!(ratio > 0)) throw invalid('ratio', ratio, 'it must be above 0');
    core.ratio = ratio;
  }
  checkedSearchOptions(core);
  if (typeof budgetMs !== 'number' || !(budgetMs >= 0))
    throw invalid('budgetMs', budgetMs, 'it must be at least 0');
  if (typeof partial !== 'boolean') throw invalid('partial', partial, 'it must be true or false');
  const allowed = AllowedPassages.of(filter, options.where);
  return { core, budgetMs, allowed, sort: parseSort(options.sort), partial };
}

function requireCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(name, value, 'it must be an integer of at least 1');
}

function invalid(name: string, value: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search with ${name} ${String(value)}: ${reason}`);
}
