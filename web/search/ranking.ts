// The passages of one content, ranked for one query: by words first, and by meaning as soon as its vector is there.

import { LeannError } from '../base/error.js';
import { linkedPassages, type SearchedContent } from '../content/searched-content.js';
import type { Metric } from '../core/build-options.js';
import type { CoreSearch } from '../core/core-search.js';
import { type Bonuses, type CoreSearchOptions, NO_BONUSES } from '../core/search-options.js';
import type { Embedder } from '../embed/embedder.js';
import { corrected } from '../words/corrected.js';
import { AnswerSections } from './answer-section.js';
import { FoundWords, type WordMatch } from './found-words.js';
import { allBut, hasBit, inBoth } from './passage-bits.js';
import { type Found, Scoring } from './scoring.js';
import type { SearchSettings } from './search-settings.js';

export class Ranking {
  readonly content: SearchedContent;
  /** Passages that there were. */
  readonly nodes: number;
  readonly scoring: Scoring;
  readonly sections: AnswerSections;
  /** One bit a passage; undefined if all may be found, but for deleted ones. */
  readonly allowed: Uint8Array | undefined;
  readonly #core: CoreSearchOptions;
  readonly #metric: Metric;
  readonly #words: FoundWords;
  /** Passages that turned out not to be what was looked for. */
  readonly #excluded = new Set<number>();
  /** Number of linked passages, which come before the buffered ones. */
  readonly #linked: number;
  #vector: Float32Array | undefined;
  #bonuses: Bonuses = NO_BONUSES;
  #search: CoreSearch | undefined;
  /** The buffered passages. */
  #buffered: Found[] = [];

  /** Looks for the words. Errors: `invalid-argument` if an index without words is to be searched by words alone. */
  constructor(content: SearchedContent, settings: SearchSettings, metric: Metric) {
    const { corpus, words } = content;
    if (settings.mode === 'words' && words === undefined) {
      throw new LeannError(
        'invalid-argument',
        'leann: cannot search by words: the index was made without them; compact({ rebuild: true }) adds them',
      );
    }
    this.content = content;
    this.nodes = corpus.nodes;
    const byTable = !settings.model && typeof settings.query === 'string';
    this.scoring = new Scoring(words === undefined ? 'meaning' : settings.mode, metric, byTable);
    this.#core = settings.core;
    this.#metric = metric;
    this.#linked = linkedPassages(content);
    const filtered = settings.allowed?.bits(corpus, corpus.nodes);
    const deleted = corpus.deletedNodes();
    const there = deleted.length === 0 ? undefined : allBut(corpus.nodes, deleted);
    const may = inBoth(filtered, there);
    this.#words = FoundWords.find(content, settings.words, may);
    this.sections = new AnswerSections(this.#words.matched);
    this.allowed = inBoth(corpus.replaces ? may : filtered, this.#words.permitted);
  }

  /** The query's words as they stand in passages; folded. */
  get matchedWords(): ReadonlySet<string> {
    return this.#words.matched;
  }

  /** The text of a query with what may be typing errors corrected: words that no passage has. */
  corrected(text: string): string {
    return corrected(text, this.#words.corrections, () => true);
  }

  /**
   * The same for a model, where it reads the other word in fewer tokens. Words that it knows are no errors, though a small
   * collection has only words like them: "fear of spiders" is not "year of spider". Nothing is corrected if its tokens are not
   * known.
   */
  correctedFor({ tokenizer }: Embedder, text: string): string {
    if (tokenizer === undefined) return text;
    const tokens = (word: string) => tokenizer.encode(word).length;
    return corrected(text, this.#words.corrections, (other, word) => tokens(other) < tokens(word));
  }

  /** Whether the query's words leave anything to be found. */
  get some(): boolean {
    return this.#words.permitted?.some((byte) => byte !== 0) ?? true;
  }

  /** The best `count` that words found. */
  bestByWords(count: number): number[] {
    return this.#byWords(count).map(({ node }) => node);
  }

  /** Undefined before `begin`, and if nothing is linked. */
  get search(): CoreSearch | undefined {
    return this.#search;
  }

  /** Whether a passage may be found, as far as is known without its text. */
  accepts(node: number): boolean {
    if (this.#excluded.has(node) || this.content.corpus.isDeletedNode(node)) return false;
    return this.allowed === undefined || hasBit(this.allowed, node);
  }

  /** Ranks by meaning as well. Errors: those of {@link CoreGraph.search}. */
  begin(vector: Float32Array): void {
    const { buffered } = this.content;
    this.#vector = vector;
    this.#bonuses = this.#words.bonuses(this.#linked, (words) => this.scoring.bonusOf(words));
    this.#search = this.#searchFor(vector, this.#core);
    const accepts = (at: number) => this.accepts(this.#linked + at);
    const wordsOf = (at: number) => this.#words.of(this.#linked + at);
    const { byTable } = this.scoring;
    this.#buffered = buffered
      .nearest(vector, { metric: this.#metric, accepts, wordsOf, byTable })
      .map(({ position, score, from }) => {
        const node = this.#linked + position;
        const words = wordsOf(position);
        return from === 'words'
          ? this.scoring.byWords(node, { ...words, strength: score })
          : this.scoring.byBoth(node, score, words, !from);
      });
    if (this.#core.leastGain === undefined || !this.#seemsWeak()) return;
    // The order may be sure and yet codes be wrong about there being no answer: that takes exact scores.
    const { leastGain: _, ...thorough } = this.#core;
    this.#search?.free();
    this.#search = this.#searchFor(vector, thorough);
  }

  #searchFor(vector: Float32Array, options: CoreSearchOptions): CoreSearch | undefined {
    const search = this.content.core?.search(vector, options, this.#linkedAllowed(), this.#givenBonuses());
    // Of what words found, something may have turned out already.
    search?.exclude(this.#linkedOf([...this.#excluded]));
    return search;
  }

  /** Whether the best that is known is no answer. */
  #seemsWeak(): boolean {
    const [best] = this.list(1);
    return best !== undefined && this.scoring.isWeak(best);
  }

  /** The best `count` known so far. */
  list(count: number): Found[] {
    if (this.#vector === undefined) return this.#byWords(count);
    const { ids, scores, exact } = this.#search?.hits(count) ?? { ids: [], scores: [], exact: [] };
    const linked = Array.from(ids, (node, row) => {
      const words = this.#words.of(node);
      const meaning = (scores[row] ?? Number.NEGATIVE_INFINITY) - this.#bonusOf(words);
      return this.scoring.byBoth(node, meaning, words, exact[row] === 1);
    });
    return [...linked, ...this.#buffered]
      .sort((left, right) => this.scoring.compare(left, right))
      .slice(0, count);
  }

  /** The linked passages that are likely to be recomputed. Ranks all of them again. Errors: `closed`. */
  likely(count: number): Uint32Array {
    const { core } = this.content;
    if (core === undefined || this.#vector === undefined) return new Uint32Array(0);
    const options = { k: count, maxRecomputes: 0 };
    const likely = core.search(this.#vector, options, this.#linkedAllowed(), this.#givenBonuses());
    try {
      return likely.hits().ids;
    } finally {
      likely.free();
    }
  }

  /** These passages are not to be found. */
  exclude(nodes: readonly number[]): void {
    for (const node of nodes) this.#excluded.add(node);
    this.#buffered = this.#buffered.filter(({ node }) => !this.#excluded.has(node));
    this.#search?.exclude(this.#linkedOf(nodes));
  }

  free(): void {
    this.#search?.free();
    this.#search = undefined;
  }

  #byWords(count: number): Found[] {
    const found: Found[] = [];
    for (const [node, words] of this.#words.matches) {
      if (found.length === count) break;
      if (!this.#excluded.has(node)) found.push(this.scoring.byWords(node, words));
    }
    return found;
  }

  /** As the core, which counts in half the precision. */
  #bonusOf(words: WordMatch): number {
    return Math.fround(this.scoring.bonusOf(words));
  }

  #linkedOf(nodes: readonly number[]): Uint32Array {
    return Uint32Array.from(nodes.filter((node) => node < this.#linked));
  }

  #linkedAllowed(): Uint8Array | undefined {
    return this.allowed?.slice(0, Math.ceil(this.#linked / 8));
  }

  /** None for strategies that take none. */
  #givenBonuses(): Bonuses | undefined {
    return this.#bonuses.nodes.length === 0 ? undefined : this.#bonuses;
  }
}
