// The section of a passage that answers, where the link of a hit leads.

import type { PassageSections, Section } from '../text/section.js';
import { bestSentence } from '../words/snippet.js';

type Sectioned = PassageSections & { text: string };

/** Those of one query. */
export class AnswerSections {
  readonly #words: ReadonlySet<string>;
  /** Every update of a search has nearly the same hits. */
  readonly #known = new WeakMap<Sectioned, Section>();

  /** `words`: the query's, as passages have them, folded. */
  constructor(words: ReadonlySet<string>) {
    this.#words = words;
  }

  /**
   * The section of the sentence that has most of the words, each counted once; the first of these. That in which the passage begins, if
   * it has none of them. The first call for a passage in which other sections begin takes time in proportion to its text.
   */
  of(passage: Sectioned): Section {
    const { text, inner } = passage;
    if (inner === undefined || this.#words.size === 0) return passage;
    let section = this.#known.get(passage);
    if (section === undefined) {
      const { start } = bestSentence(text, this.#words);
      section = inner.findLast(({ at }) => at <= start) ?? passage;
      this.#known.set(passage, section);
    }
    return section;
  }
}
