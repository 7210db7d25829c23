// The options of searching. Their defaults stand in src/search/search.h, but for `maxRecomputes`.

import { type Check, fraction, given, integer, oneOf } from './option-checks.js';

/**
 * `scan`: rank all passages by code, recompute the best until it is likely enough that none is missed. `auto`:
 * `scan`, at every size.
 */
export type SearchStrategy = 'auto' | 'scan' | ExperimentalStrategy;

/**
 * For comparing methods. `walk`: as `scan`, among the passages that a walk through the graph by codes meets.
 * `two-level`: LEANN, Algorithm 2. `best-first`: HNSW search on level 0, recomputing every passage met.
 * @experimental May change or go with any release.
 */
export type ExperimentalStrategy = 'walk' | 'two-level' | 'best-first';

export interface CoreSearchOptions {
  /** Hits wanted; at least 1. */
  k: number;
  /** Default `auto`. */
  strategy?: SearchStrategy;
  /** `auto`, `scan`, `walk`: recall that is aimed at, 0 to 1. Default 0.95. */
  confidence?: number;
  /**
   * `auto`, `scan`: above 0, a search ends not by `confidence` but as soon as recomputing everything would better the ranking
   * by no more than this: the growth of the expected reciprocal rank of what was looked for, 0 to 1. Its batches begin
   * with two passages and double, up to `batchSize`. Default 0.
   */
  leastGain?: number;
  /**
   * `walk`: length of the list of candidates. `two-level`, `best-first`: of the results. Raised to k. Default 64.
   * @experimental As the strategies that use it.
   */
  ef?: number;
  /**
   * `two-level`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1.
   * @experimental As the strategy that uses it.
   */
  ratio?: number;
  /** Passages asked for at a time. Default 8. */
  batchSize?: number;
  /**
   * Most passages recomputed in all; 0 answers from the codes alone. Default 256; no limit for `two-level` and
   * `best-first`.
   */
  maxRecomputes?: number;
}

/** Nodes that something besides their vectors speaks for, ascending, and by how much nearer each counts: at least 0. */
export interface Bonuses {
  nodes: Uint32Array;
  values: Float32Array;
}

export const NO_BONUSES: Bonuses = { nodes: new Uint32Array(0), values: new Float32Array(0) };

const CHECKS: { [Name in keyof CoreSearchOptions]-?: Check } = {
  k: integer,
  strategy: oneOf<SearchStrategy>('auto', 'scan', 'walk', 'two-level', 'best-first'),
  confidence: fraction,
  leastGain: fraction,
  ef: integer,
  ratio: fraction,
  batchSize: integer,
  maxRecomputes: integer,
};

/**
 * The options as the core takes them: those that are given, and a limit of recomputations for the strategies that end
 * when they are sure enough. The core on its own has no limit.
 * @throws LeannError `invalid-argument`; the core checks the ranges beyond.
 */
export function checkedSearchOptions(options: CoreSearchOptions): CoreSearchOptions {
  const checked = given(options, CHECKS);
  const { strategy } = checked;
  if (strategy === 'two-level' || strategy === 'best-first') return checked;
  return { maxRecomputes: 256, ...checked };
}
