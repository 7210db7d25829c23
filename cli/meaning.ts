// A small test of meaning: queries, and passages of which one answers each. It says whether a model is wired up right, not how
// good it is.

import type { Embedder } from '../web/index.js';

/** Each query shares no word with the passage that answers it. */
const PAIRS: readonly (readonly [query: string, passage: string])[] = [
  ['big felines', 'A tiger is a large striped cat that hunts alone.'],
  ['monetary policy', 'The central bank raised interest rates again.'],
  ['how to make bread', 'Knead the dough and let it rise for an hour.'],
  ['programming mistakes', 'The compiler rejected the code because of a type error.'],
  ['preventing disease', 'A new vaccine protects children against measles.'],
  ['football match', 'The goalkeeper saved a penalty in extra time.'],
];

/** All of them, of which none says the same as another. */
export const SENTENCES: readonly string[] = PAIRS.flat();

/** The same, said in other languages. */
const LANGUAGES: readonly (readonly [language: string, text: string])[] = [
  ['German', 'Die Zentralbank hat die Zinsen erneut erhöht.'],
  ['Spanish', 'El banco central volvió a subir los tipos de interés.'],
  ['Chinese', '中央银行再次提高了利率。'],
  ['Arabic', 'رفع البنك المركزي أسعار الفائدة مرة أخرى.'],
  ['Hindi', 'केंद्रीय बैंक ने ब्याज दरें फिर बढ़ा दीं।'],
];
const TRANSLATED = 1;

export interface Meaning {
  queries: number;
  /** Queries whose own passage is nearest. */
  right: number;
  /** Mean cosine of queries and their own passage, and of queries and the others. */
  own: number;
  others: number;
  /** Languages in which a sentence is nearest to its English form. */
  languages: string[];
}

/** Errors: those of the embedder. */
export async function testMeaning(embedder: Embedder): Promise<Meaning> {
  const passages = await embedder.embed(PAIRS.map(([, passage]) => passage));
  const queries = await embedder.embed(
    PAIRS.map(([query]) => query),
    { kind: 'query' },
  );
  const translated = await embedder.embed(LANGUAGES.map(([, text]) => text));
  const scores = queries.map((query) => passages.map((passage) => cosine(query, passage)));
  const own = scores.map((row, i) => row[i] ?? 0);
  const others = scores.flatMap((row, i) => row.filter((_, at) => at !== i));
  return {
    queries: PAIRS.length,
    right: scores.filter((row, i) => nearest(row) === i).length,
    own: mean(own),
    others: mean(others),
    languages: LANGUAGES.filter(
      (_, i) => nearest(passages.map((passage) => cosine(translated[i], passage))) === TRANSLATED,
    ).map(([language]) => language),
  };
}

/** For people. */
export function describeMeaning({ queries, right, own, others, languages }: Meaning): string {
  const spoken = languages.length === 0 ? 'no other language' : languages.join(', ');
  return (
    `${right} of ${queries} queries find their answer among ${queries}; ` +
    `cosine ${own.toFixed(2)} to it, ${others.toFixed(2)} to the others; finds it in ${spoken} (of ${LANGUAGES.length})`
  );
}

function nearest(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function cosine(left: Float32Array = new Float32Array(0), right: Float32Array = new Float32Array(0)): number {
  return (
    left.reduce((sum, value, i) => sum + value * (right[i] ?? 0), 0) /
    (Math.hypot(...left) * Math.hypot(...right))
  );
}
