// The options of searching, their defaults, and the numbers that the core knows them by.

import { choice, fraction, integer, NO_LIMIT } from './option-numbers.js';

/**
 * `scan`: rank all passages by code, recompute the best until it is likely enough that none is missed. `walk`: the
 * same, among those that a walk through the graph by codes meets. `auto`: whichever of the two costs less at the size
 * of the index. `two-level`: LEANN, Algorithm 2. `best-first`: HNSW search on level 0, recomputing every passage met.
 */
export type SearchStrategy = 'auto' | 'scan' | 'walk' | 'two-level' | 'best-first';

export interface CoreSearchOptions {
  /** Hits wanted; at least 1. */
  k: number;
  /** Default `auto`. */
  strategy?: SearchStrategy;
  /** `auto`, `scan`, `walk`: recall that is aimed at, 0 to 1. Default 0.95. */
  confidence?: number;
  /** `walk`: length of the list of candidates. `two-level`, `best-first`: of the results. Raised to k. Default 64. */
  ef?: number;
  /** `two-level`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1. */
  ratio?: number;
  /** Passages asked for at a time. Default 16. */
  batchSize?: number;
  /**
   * Most passages recomputed in all; 0 answers from the codes alone. Default 256; no limit for `two-level` and
   * `best-first`.
   */
  maxRecomputes?: number;
}

const STRATEGIES: readonly SearchStrategy[] = ['auto', 'scan', 'walk', 'two-level', 'best-first'];
/** Of the strategies that end by themselves when they are sure enough. */
const MAX_RECOMPUTES = 256;

/** @throws LeannError `invalid-argument`; the core checks the ranges beyond. */
export function searchNumbers(options: CoreSearchOptions): Record<string, number> {
  const { strategy = 'auto' } = options;
  const byDistance = strategy === 'two-level' || strategy === 'best-first';
  return {
    k: integer('k', options.k),
    strategy: choice('strategy', strategy, STRATEGIES),
    confidence: fraction('confidence', options.confidence ?? 0.95),
    ef: integer('ef', options.ef ?? 64),
    ratio: fraction('ratio', options.ratio ?? 0.1),
    batchSize: integer('batchSize', options.batchSize ?? 16),
    maxRecomputes: integer(
      'maxRecomputes',
      options.maxRecomputes ?? (byDistance ? NO_LIMIT : MAX_RECOMPUTES),
    ),
  };
}

/** The strategy of the core's number. */
export function strategyNamed(number: number): SearchStrategy {
  return STRATEGIES[number] ?? 'auto';
}
