// What words say of a passage that the database gave: BM25F, as the core counts it (src/words/word_search.h).

import { type WordMatch, wordMatch } from '../search/found-words.js';
import { isPicture } from '../text/picture.js';
import { termsOf } from '../words/find-words.js';
import type { Alternative, MetTerm } from './query-words.js';

const TERM_SATURATION = 1.2;
const LENGTH_SHARE = 0.75;
const HEADING_WEIGHT = 1.5;
const TITLE_WEIGHT = 4;

/** Mean numbers of words. */
export interface AverageWords {
  body: number;
  title: number;
}

interface Worded {
  text: string;
  title?: string;
  headings?: readonly string[];
}

/** The words of a passage, counted. */
interface CountedWords {
  body: ReadonlyMap<string, number>;
  length: number;
  headings: ReadonlySet<string>;
  title: ReadonlySet<string>;
  titleLength: number;
}

/** Takes time in proportion to the text. Terms that a document must not have say nothing. */
export function scoreWords(passage: Worded, met: readonly MetTerm[], average: AverageWords): WordMatch {
  const words = countedWords(passage);
  let score = 0;
  let coverage = 0;
  let most = 0;
  let terms = 0;
  for (const { query, alternatives, rarity } of met) {
    if (query.excluded) continue;
    most += rarity;
    const value = Math.max(0, ...alternatives.map((each) => worthOf(each, words, average)));
    if (value === 0) continue;
    score += rarity * value;
    coverage += rarity;
    terms++;
  }
  if (most === 0) return wordMatch({ score: 0, coverage: 0, terms: 0 });
  return wordMatch({ score: score / most, coverage: coverage / most, terms });
}

function worthOf({ term, factor }: Alternative, words: CountedWords, average: AverageWords): number {
  let weight = shared(words.body.get(term) ?? 0, words.length, average.body);
  if (words.headings.has(term)) weight += HEADING_WEIGHT;
  if (words.title.has(term)) weight += shared(TITLE_WEIGHT, words.titleLength, average.title);
  return factor * (weight / (weight + TERM_SATURATION));
}

/** A term says less of a long field. */
function shared(weight: number, length: number, average: number): number {
  return weight === 0 ? 0 : weight / (1 - LENGTH_SHARE + LENGTH_SHARE * (length / average));
}

function countedWords({ text, title = '', headings = [] }: Worded): CountedWords {
  const body = new Map<string, number>();
  const terms = isPicture(text) ? [] : termsOf(text);
  for (const term of terms) body.set(term, (body.get(term) ?? 0) + 1);
  const titleTerms = termsOf(title);
  return {
    body,
    length: terms.length,
    headings: new Set(termsOf(headings.join('\n\n'))),
    title: new Set(titleTerms),
    titleLength: titleTerms.length,
  };
}
