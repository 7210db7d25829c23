// What the words of a query say of passages.

import type { SearchedContent } from '../content/searched-content.js';
import type { WordHits } from '../core/records.js';
import type { Bonuses } from '../core/search-options.js';
import { isOneEdit } from '../words/one-edit.js';
import { queryBytes, type WordQuery } from '../words/word-query.js';

/** Passages that words may bring in; of more, only the best take part. */
const MOST_FOUND = 1000;

/**
 * How much more it counts that a passage has all words of a query, and not just some: what is looked up by its name has
 * them. Measured (docs/benchmarks.md, "Words and meaning"): the power is so high that descriptions, of which passages have
 * a part, hardly notice.
 */
const COMPLETE_POWER = 16;

/** What words say of a passage. */
export interface WordMatch {
  /** The share of the query's words that it has, rare ones counting more: 0 to 1. */
  coverage: number;
  /** How good a match that is: 0 to 2. */
  strength: number;
  /** How far that is to be believed beside meaning, 0 to 1: one word of several says little. */
  weight: number;
}

/** `score`: what a passage has of what it could have at most, 0 to 1; `terms`: of the query's, how many it has. */
export function wordMatch({
  score,
  coverage,
  terms,
}: Record<'score' | 'coverage' | 'terms', number>): WordMatch {
  return {
    coverage,
    strength: score * (1 + coverage ** COMPLETE_POWER),
    weight: terms === 1 ? coverage ** 2 : 1,
  };
}

export const NO_MATCH: WordMatch = { coverage: 0, strength: 0, weight: 0 };

type Facts = Pick<FoundWords, 'matches' | 'matched' | 'permitted' | 'corrections'>;

const NOTHING: Facts = {
  matches: new Map(),
  matched: new Set(),
  permitted: undefined,
  corrections: new Map(),
};

export class FoundWords {
  /** The passages that have any, best first. */
  readonly matches: ReadonlyMap<number, WordMatch>;
  /** The words of passages that were looked for, corrections of typing errors included; folded. */
  readonly matched: ReadonlySet<string>;
  /** One bit a passage: whether it has what the query requires and leaves out. Undefined if it does neither. */
  readonly permitted: Uint8Array | undefined;

  /** Of words that no passage has: the likeliest of those that differ by a typing error. */
  readonly corrections: ReadonlyMap<string, string>;

  private constructor({ matches, matched, permitted, corrections }: Facts) {
    this.matches = matches;
    this.matched = matched;
    this.permitted = permitted;
    this.corrections = corrections;
  }

  /** `allowed`: one bit a passage. */
  static find(content: SearchedContent, query: WordQuery, allowed: Uint8Array | undefined): FoundWords {
    const { words, corpus } = content;
    if (words === undefined || query.terms.length === 0) return new FoundWords(NOTHING);
    // Only texts tell whether they have a phrase: passages that do may come after any number that do not.
    const hasPhrases = query.phrases.length > 0 || query.excludedPhrases.length > 0;
    const most = hasPhrases ? corpus.nodes : MOST_FOUND;
    const found = words.search(queryBytes(query), most, allowed);
    const { ids, scores, matched, permitted } = found;
    const matches = Array.from(ids, (node, row): [number, WordMatch] => {
      const coverage = found.coverage[row] ?? 0;
      return [node, wordMatch({ score: scores[row] ?? 0, coverage, terms: found.terms[row] ?? 0 })];
    });
    matches.sort(([, left], [, right]) => right.strength - left.strength);
    return new FoundWords({
      matches: new Map(matches),
      matched: new Set(matched.map(({ word }) => word)),
      permitted,
      corrections: correctionsOf(query, matched),
    });
  }

  of(node: number): WordMatch {
    return this.matches.get(node) ?? NO_MATCH;
  }

  /** What the core adds to the scores of the first `count` passages. */
  bonuses(count: number, bonusOf: (match: WordMatch) => number): Bonuses {
    const nodes = Uint32Array.from(this.matches.keys())
      .filter((node) => node < count)
      .sort();
    return { nodes, values: Float32Array.from(nodes, (node) => bonusOf(this.of(node))) };
  }
}

/** `matched`: of each of the query's terms, the words that stand for it, the likeliest first. */
function correctionsOf({ terms }: WordQuery, matched: WordHits['matched']): Map<string, string> {
  const corrections = new Map<string, string>();
  for (const { term: number, word } of matched) {
    const { term = '', typos } = terms[number] ?? {};
    // More than one edit away is often another word, which a model knows though the collection does not.
    if (typos && !corrections.has(term) && !word.startsWith(term) && isOneEdit(term, word)) {
      corrections.set(term, word);
    }
  }
  return corrections;
}
