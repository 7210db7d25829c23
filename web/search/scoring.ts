// How words and meaning make one score.

import type { Metric } from '../core/build-options.js';
import type { SearchMode } from '../interface/search-request.js';
import type { WordMatch } from './found-words.js';

/**
 * What words are worth beside meaning, as a difference of cosines, times the square of how well they match: a description shares
 * a word or two with many passages and is left to its meaning, a name is not. Measured (docs/benchmarks.md, "Words and meaning").
 */
export const WORDS_WEIGHT = 3;

/**
 * So many times as much beside what a table of terms says of a query, which is less exact than a model. Measured
 * (docs/benchmarks.md, "Without a model").
 */
const BESIDE_TABLE = 1.5;

/**
 * Below both of these, what was found is more likely chance than an answer, by words and by meaning: of questions that a
 * collection answers, one in a hundred has nothing better; of questions that it does not, nineteen in twenty
 * (docs/benchmarks.md, "Words and meaning").
 */
const WEAK_SCORES: Record<SearchMode, number> = { hybrid: 0.2, meaning: 0.35, words: 0.15 };
const WEAK_COSINE = 0.35;

/** Below this cosine, a passage that has a word of the query was found for that word alone. */
const RELATED = 0.3;
/** Below this share of the query's words, a passage was found for its meaning alone. */
const COVERED = 0.2;

/** A passage by number, and what is known of it. */
export interface Found {
  node: number;
  /** What it is ranked by: higher is better. */
  rank: number;
  /** As the metric has it: a cosine, or minus the squared distance. Undefined before the query is embedded. */
  meaning: number | undefined;
  /** Whether the meaning comes from the passage's vector. */
  exact: boolean;
  words: WordMatch;
}

export class Scoring {
  readonly #mode: SearchMode;
  readonly #isL2: boolean;
  /** Whether the query's vector comes from a table of terms. */
  readonly byTable: boolean;
  readonly #wordsWeight: number;

  constructor(mode: SearchMode, metric: Metric, byTable = false) {
    this.#mode = mode;
    this.#isL2 = metric === 'l2';
    this.byTable = byTable;
    this.#wordsWeight = WORDS_WEIGHT * (byTable ? BESIDE_TABLE : 1);
  }

  /** By how much nearer words make a passage, as the metric counts. Between unit vectors, l2 counts twice as much. */
  bonusOf(words: WordMatch): number {
    return (this.#isL2 ? 2 : 1) * this.#worthOf(words);
  }

  /** A passage of which only words are known yet. */
  byWords(node: number, words: WordMatch): Found {
    return { node, rank: words.strength, meaning: undefined, exact: false, words };
  }

  byBoth(node: number, meaning: number, words: WordMatch, exact: boolean): Found {
    return { node, rank: meaning + this.bonusOf(words), meaning, exact, words };
  }

  /** From 0 to 1, comparable between queries, and falling with the rank. */
  scoreOf(found: Found): number {
    return Math.min(1, Math.max(0, this.#unlimitedScore(found)));
  }

  /** Below 0 if the left comes first. The score decides, so that none rises for rounding; if it is the same, as 0 is, the rank. */
  compare(left: Found, right: Found): number {
    return this.scoreOf(right) - this.scoreOf(left) || right.rank - left.rank;
  }

  /** Whether this is hardly an answer, as far as all is known. */
  isWeak(found: Found): boolean {
    const isKnown = this.#mode === 'words' || found.meaning !== undefined;
    const isNear = this.#mode === 'hybrid' && this.#nearness(found.meaning) >= WEAK_COSINE;
    return isKnown && !isNear && this.scoreOf(found) < WEAK_SCORES[this.#mode];
  }

  matchOf({ meaning, words }: Found): 'words' | 'meaning' | 'both' {
    const isNear = this.#nearness(meaning) >= RELATED;
    if (isNear) return words.coverage < COVERED ? 'meaning' : 'both';
    return words.strength === 0 ? 'meaning' : 'words';
  }

  #unlimitedScore({ meaning, words }: Found): number {
    if (this.#mode === 'words') return words.strength;
    if (this.#mode === 'meaning') return this.#nearness(meaning);
    const known = meaning === undefined ? words.strength : this.#nearness(meaning) + this.#worthOf(words);
    return known / 2;
  }

  /** As a cosine, of vectors of unit length. */
  #nearness(meaning: number | undefined): number {
    if (meaning === undefined) return 0;
    return this.#isL2 ? 1 + meaning / 2 : meaning;
  }

  #worthOf({ strength, weight }: WordMatch): number {
    return this.#wordsWeight * weight * strength * strength;
  }
}
