// What words say of a passage that the database gave: BM25F, as the core counts it (src/words/word_search.h).

import { type WordMatch, wordMatch } from '../search/found-words.js';
import type { CountedWords } from './count-words.js';
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

/** Terms that a document must not have say nothing. */
export function scoreWords(words: CountedWords, met: readonly MetTerm[], average: AverageWords): WordMatch {
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
  if (words.title.has(term)) weight += shared(TITLE_WEIGHT, words.title.size, average.title);
  return factor * (weight / (weight + TERM_SATURATION));
}

/** A term says less of a long field. */
function shared(weight: number, length: number, average: number): number {
  return weight === 0 ? 0 : weight / (1 - LENGTH_SHARE + LENGTH_SHARE * (length / average));
}
