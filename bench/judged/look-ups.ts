// What people look up by name in a collection of titled texts: part numbers, names with a typing error, titles.

import type { Gloss } from '../../tools/corpora/wordnet.js';

/** Of each kind. Even-numbered ones are for tuning. */
const QUERIES = 200;

/** A query, and the document that is meant. */
export interface LookUp {
  query: string;
  id: string;
}

/** Documents, and what is looked up in them. */
export interface LookUps {
  documents: Gloss[];
  kinds: Record<string, LookUp[]>;
}

/** The glosses, some with a part number in their text; the same every time. */
export function lookUpsOf(glosses: readonly Gloss[]): LookUps {
  const random = mixed(1);
  const step = Math.floor(glosses.length / QUERIES);
  const some = glosses.filter((_, row) => row % step === 0).slice(0, QUERIES);
  const numbers = new Map(some.map(({ id }) => [id, partNumber(random)]));
  const titles = (form: RegExp) => uniqueTitles(glosses, form);
  return {
    documents: glosses.map((gloss) => withNumber(gloss, numbers.get(gloss.id))),
    kinds: {
      'part numbers': [...numbers].map(([id, query]) => ({ id, query })),
      'names with a typing error': titles(/^[A-Z][a-z]{5,}$/).map(({ id, query }) => ({
        id,
        query: mistyped(query, random),
      })),
      'titles of two words': titles(/^[a-z]{3,} [a-z]{3,}$/),
      'single words': titles(/^[a-z]{4,}$/),
    },
  };
}

/** Titles of that form, each of one document alone. */
function uniqueTitles(glosses: readonly Gloss[], form: RegExp): LookUp[] {
  const counts = new Map<string, number>();
  for (const title of glosses.flatMap(({ title: words }) => words.split(', '))) {
    counts.set(title.toLowerCase(), (counts.get(title.toLowerCase()) ?? 0) + 1);
  }
  const found = glosses.flatMap(({ id, title }) => {
    const query = title.split(', ').find((each) => form.test(each) && counts.get(each.toLowerCase()) === 1);
    return query === undefined ? [] : [{ id, query }];
  });
  return found.slice(0, QUERIES);
}

/** In the middle of the text. */
function withNumber(gloss: Gloss, number: string | undefined): Gloss {
  if (number === undefined) return gloss;
  const { text } = gloss;
  const half = text.indexOf(' ', text.length >> 1);
  const told =
    half < 0 ? `${text} (part ${number})` : `${text.slice(0, half)} (part ${number})${text.slice(half)}`;
  return { ...gloss, text: told };
}

function partNumber(random: (end: number) => number): string {
  const letter = () => String.fromCharCode(65 + random(26));
  return `${letter()}${letter()}-${1000 + random(9000)}-${letter()}`;
}

/** With one letter left out, doubled, replaced, or swapped with the next; not the first. */
export function mistyped(word: string, random: (end: number) => number): string {
  const at = 1 + random(word.length - 2);
  const letter = String.fromCharCode(97 + random(26));
  const kept = [word.slice(0, at), word.slice(at + 1)] as const;
  switch (random(4)) {
    case 0:
      return kept.join('');
    case 1:
      return `${kept[0]}${word[at]}${word[at]}${kept[1]}`;
    case 2:
      return kept.join(letter === word[at] ? 'z' : letter);
    default:
      return `${kept[0]}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
  }
}

/** Whole numbers below `end`, the same every time: xorshift32. */
export function mixed(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}
