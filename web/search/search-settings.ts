// Checks the options of search(), and adds their defaults.

import { LeannError } from '../base/error.js';
import { type CoreSearchOptions, checkedSearchOptions, type SearchStrategy } from '../core/search-options.js';
import type { Embedder } from '../embed/embedder.js';
import { lengthOf } from '../embed/pooling.js';
import { parseSort } from '../filter/sort.js';
import type { Sort } from '../filter/where.js';
import type { SearchGroup, SearchMode, SearchOptions } from '../interface/search-request.js';
import { isPicture } from '../text/picture.js';
import { parseQuery, type WordQuery } from '../words/word-query.js';
import { AllowedPassages, type AnyFilter } from './allowed-passages.js';

export interface SearchSettings {
  mode: SearchMode;
  group: SearchGroup;
  /** What is embedded, or a vector of unit length; an empty text finds nothing. */
  query: string | Float32Array;
  /** The words that are looked for; none if the search is by meaning alone. */
  words: WordQuery;
  /** Least score of a hit. */
  minScore: number;
  core: CoreSearchOptions;
  /** Milliseconds after which no batch begins. */
  budgetMs: number;
  /** Undefined if all passages are. */
  allowed: Pick<AllowedPassages, 'ask' | 'bits' | 'some'> | undefined;
  /** How hits are listed; undefined for the best first. */
  sort: Required<Sort> | undefined;
  /** Whether anything is embedded; if not, the table of terms says what the query means. */
  model: boolean;
  /** Whether answers are wanted before all their texts are there. */
  partial: boolean;
}

/** Options of a search, whose filter may be in another thread. */
export type LocalSearchOptions = Omit<SearchOptions, 'filter'> & { filter?: AnyFilter };

/**
 * Of words and meaning together, a search ends as soon as the order of its hits would hardly get better, and after eight
 * recomputations, from which on judges see no difference (docs/benchmarks.md, "When a search stops"). Whoever asks for a confidence, or
 * for a number, gets as many as that takes.
 */
const HYBRID_DEFAULT = { leastGain: 0.005, maxRecomputes: 8 };

const NO_WORDS: WordQuery = { terms: [], phrases: [], excludedPhrases: [], text: '' };

/** The options with their defaults. Errors: `invalid-argument`, also for a query that is neither text nor vector. */
export function searchSettings(
  query: unknown,
  options: LocalSearchOptions,
  embedder: Embedder,
): SearchSettings {
  const asked = askedFor(query, options.mode, isExperimental(options.strategy));
  const { group = 'passage', minScore = 0 } = options;
  if (group !== 'passage' && group !== 'document') {
    throw invalid('group', group, "it must be 'passage' or 'document'");
  }
  if (typeof minScore !== 'number' || !(minScore >= 0 && minScore <= 1)) {
    throw invalid('minScore', minScore, 'it must be 0 to 1');
  }
  const { k = 10, batchSize = embedder.batchSize, budgetMs = Number.POSITIVE_INFINITY, filter } = options;
  const { strategy, confidence, ef, ratio, maxRecomputes, partial = false, model = true } = options;
  requireCount('k', k);
  requireCount('batchSize', batchSize);
  const core: CoreSearchOptions = { k, batchSize };
  if (strategy !== undefined) core.strategy = strategy;
  if (confidence !== undefined) core.confidence = confidence;
  if (ef !== undefined) core.ef = requireCount('ef', ef);
  if (!model) core.maxRecomputes = 0;
  else if (maxRecomputes !== undefined) core.maxRecomputes = maxRecomputes;
  else if (asked.mode === 'hybrid' && confidence === undefined) Object.assign(core, HYBRID_DEFAULT);
  if (ratio !== undefined) {
    if (!(ratio > 0)) throw invalid('ratio', ratio, 'it must be above 0');
    core.ratio = ratio;
  }
  checkedSearchOptions(core);
  if (typeof budgetMs !== 'number' || !(budgetMs >= 0))
    throw invalid('budgetMs', budgetMs, 'it must be at least 0');
  if (typeof partial !== 'boolean') throw invalid('partial', partial, 'it must be true or false');
  if (typeof model !== 'boolean') throw invalid('model', model, 'it must be true or false');
  const allowed = AllowedPassages.of(filter, options.where);
  if (asked.mode !== 'meaning' && isExperimental(strategy)) {
    throw invalid('strategy', strategy, "experimental strategies are for mode 'meaning'");
  }
  const sort = parseSort(options.sort);
  return { ...asked, group, minScore, core, budgetMs, allowed, sort, partial, model };
}

function isExperimental(strategy: SearchStrategy = 'auto'): boolean {
  return strategy !== 'auto' && strategy !== 'scan';
}

/** What the query asks for, and how: a vector has no words, and experimental strategies know none. */
function askedFor(
  query: unknown,
  given: unknown,
  experimental: boolean,
): Pick<SearchSettings, 'mode' | 'query' | 'words'> {
  const isSeen = typeof query === 'string' && isPicture(query);
  const hasNoWords = query instanceof Float32Array || isSeen;
  const mode = given ?? (hasNoWords || experimental ? 'meaning' : 'hybrid');
  if (mode !== 'hybrid' && mode !== 'meaning' && mode !== 'words') {
    throw invalid('mode', mode, "it must be 'hybrid', 'meaning' or 'words'");
  }
  if (hasNoWords && mode !== 'meaning') {
    throw invalid('mode', mode, 'a vector or an image can only be searched for by meaning');
  }
  if (query instanceof Float32Array) return { mode, query: ofUnitLength(query), words: NO_WORDS };
  if (isSeen) return { mode, query, words: NO_WORDS };
  if (typeof query !== 'string')
    throw invalid('query', query, 'it must be text, a vector, or an image if the embedder sees');
  if (mode === 'meaning') return { mode, query: query.trim() === '' ? '' : query, words: NO_WORDS };
  const words = parseQuery(query);
  return { mode, query: words.text, words };
}

/** As all vectors of an index are. The core refuses what has no direction, such as NaN. */
function ofUnitLength(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : vector;
}

function requireCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(name, value, 'it must be an integer of at least 1');
}

function invalid(name: string, value: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search with ${name} ${String(value)}: ${reason}`);
}
