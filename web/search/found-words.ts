// What the words of a query say of passages.

import type { SearchedContent } from '../content/searched-content.js';
import type { Bonuses } from '../core/search-options.js';
import { queryBytes, type WordQuery } from '../words/word-query.js';

/** Passages that words may bring in; of more, only the best take part. */
const MOST_FOUND = 1000;

export class FoundWords {
  /** How much of the query's words each passage has, above 0 to 1; best first. */
  readonly scores: ReadonlyMap<number, number>;
  /** The words of passages that were looked for, corrections of typing errors included; folded. */
  readonly matched: ReadonlySet<string>;
  /** One bit a passage: whether it has what the query requires and leaves out. Undefined if it does neither. */
  readonly permitted: Uint8Array | undefined;

  private constructor(
    scores: ReadonlyMap<number, number>,
    matched: ReadonlySet<string>,
    permitted?: Uint8Array | undefined,
  ) {
    this.scores = scores;
    this.matched = matched;
    this.permitted = permitted;
  }

  /** `allowed`: one bit a passage. */
  static find({ words }: SearchedContent, query: WordQuery, allowed: Uint8Array | undefined): FoundWords {
    if (words === undefined || query.terms.length === 0) return new FoundWords(new Map(), new Set());
    const { ids, scores, matched, permitted } = words.search(queryBytes(query), MOST_FOUND, allowed);
    const byNode = new Map(Array.from(ids, (node, row) => [node, scores[row] ?? 0]));
    return new FoundWords(byNode, new Set(matched.map(({ word }) => word)), permitted);
  }

  of(node: number): number {
    return this.scores.get(node) ?? 0;
  }

  /** What the core adds to the scores of the first `count` passages. */
  bonuses(count: number, bonusOf: (words: number) => number): Bonuses {
    const nodes = Uint32Array.from(this.scores.keys())
      .filter((node) => node < count)
      .sort();
    return { nodes, values: Float32Array.from(nodes, (node) => bonusOf(this.of(node))) };
  }
}
