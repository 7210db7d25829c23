// How words and meaning make one score.

import type { Metric } from '../core/build-options.js';
import type { SearchMode } from '../interface/search-request.js';

/**
 * What having all words of a query is worth, as a difference of cosines; half of them are worth a quarter of that, since a
 * question of several words shares one or two with many passages. Measured (docs/benchmarks.md, "Words and meaning" and
 * "Bookmarks"): from 2 to 4 answers are within .01.
 */
const WORDS_WEIGHT = 3;

/**
 * Best scores below this are more likely chance than an answer: of questions that a collection answers, one in a hundred has
 * none above; of questions that it does not, nineteen in twenty (docs/benchmarks.md, "Words and meaning").
 */
const WEAK_SCORES: Record<SearchMode, number> = { hybrid: 0.2, meaning: 0.35, words: 0.15 };

/** Below this cosine, a passage that has a word of the query was found for that word alone. */
const RELATED = 0.3;

/** A passage by number, and what is known of it. */
export interface Found {
  node: number;
  /** What it is ranked by: higher is better. */
  rank: number;
  /** As the metric has it: a cosine, or minus the squared distance. Undefined before the query is embedded. */
  meaning: number | undefined;
  /** Whether the meaning comes from the passage's vector. */
  exact: boolean;
  /** How much of the query's words it has: 0 to 1. */
  words: number;
}

export class Scoring {
  readonly #mode: SearchMode;
  readonly #isL2: boolean;

  constructor(mode: SearchMode, metric: Metric) {
    this.#mode = mode;
    this.#isL2 = metric === 'l2';
  }

  /** By how much nearer words make a passage, as the metric counts. Between unit vectors, l2 counts twice as much. */
  bonusOf(words: number): number {
    return (this.#isL2 ? 2 : 1) * WORDS_WEIGHT * words * words;
  }

  /** A passage of which only words are known yet. */
  byWords(node: number, words: number): Found {
    return { node, rank: words, meaning: undefined, exact: false, words };
  }

  byBoth(node: number, meaning: number, words: number, exact: boolean): Found {
    return { node, rank: meaning + this.bonusOf(words), meaning, exact, words };
  }

  /**
   * From 0 to 1, comparable between queries: the share of the words, the cosine if it is above 0, or the mean of both.
   */
  scoreOf({ meaning, words }: Found): number {
    if (this.#mode === 'words') return words;
    const nearness = this.#nearness(meaning);
    return this.#mode === 'meaning' ? nearness : (nearness + words) / 2;
  }

  /** Whether this is hardly an answer, as far as all is known. */
  isWeak(found: Found): boolean {
    const isKnown = this.#mode === 'words' || found.meaning !== undefined;
    return isKnown && this.scoreOf(found) < WEAK_SCORES[this.#mode];
  }

  matchOf({ meaning, words }: Found): 'words' | 'meaning' | 'both' {
    if (words === 0) return 'meaning';
    return this.#nearness(meaning) >= RELATED ? 'both' : 'words';
  }

  #nearness(meaning = 0): number {
    return Math.min(1, Math.max(0, this.#isL2 ? 1 + meaning / 2 : meaning));
  }
}
