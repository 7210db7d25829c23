// Whether what people look up by name comes first: part numbers, names with a typing error, titles of two words, among
// 10,000 glosses of WordNet. Even-numbered ones are for tuning. Prints a Markdown table.
// node dist/bench/names.js

import { readGlosses } from '../tools/corpora/wordnet.js';
import type { Document, SearchOptions } from '../web/index.js';
import { withBenchModel } from './judged/bench-model.js';
import { answer, indexOf } from './judged/one-index.js';

const DOCUMENTS = 10_000;
/** Of each kind: as many to tune on as to report. */
const QUERIES = 200;

/** A query, and the document that is meant. */
interface Wanted {
  query: string;
  id: string;
}

const WAYS: Record<string, SearchOptions> = {
  meaning: { mode: 'meaning' },
  words: { mode: 'words' },
  both: {},
};

const glosses = readGlosses({ limit: DOCUMENTS });
const counts = new Map<string, number>();
for (const title of glosses.flatMap(({ title: words }) => words.split(', '))) {
  counts.set(title.toLowerCase(), (counts.get(title.toLowerCase()) ?? 0) + 1);
}
const random = mixed(1);
/** Every fiftieth document has a part number somewhere in its text. */
const numbered = glosses.filter((_, row) => row % (DOCUMENTS / QUERIES) === 0);
const numbers = new Map(numbered.map(({ id }) => [id, partNumber()]));
const documents: Document[] = glosses.map(({ id, title, text }) => {
  const number = numbers.get(id);
  const half = text.indexOf(' ', text.length >> 1);
  const told =
    number === undefined
      ? text
      : `${text.slice(0, half)} (part ${number})${half < 0 ? '' : text.slice(half)}`;
  return { id, title, text: half < 0 && number !== undefined ? `${text} (part ${number})` : told };
});

const kinds: Record<string, Wanted[]> = {
  'part numbers': [...numbers].map(([id, query]) => ({ id, query })),
  'names with a typing error': titles(/^[A-Z][a-z]{5,}$/).map(({ id, query }) => ({
    id,
    query: mistyped(query),
  })),
  'titles of two words': titles(/^[a-z]{3,} [a-z]{3,}$/),
  'single words': titles(/^[a-z]{4,}$/),
};

await withBenchModel(async (embedder) => {
  const index = await indexOf(embedder, documents);
  console.log('| first of 10,000 documents | search | even | odd | in the first 3, odd |');
  console.log('|---|---|---|---|---|');
  for (const [kind, wanted] of Object.entries(kinds)) {
    for (const [way, options] of Object.entries(WAYS)) {
      const places: number[] = [];
      for (const { query, id } of wanted) {
        const { hits } = await answer(index, query, { ...options, k: 10, group: 'document' });
        const place = hits.findIndex((hit) => hit.id === id);
        places.push(place < 0 ? 10 : place);
        if (way === 'both' && place !== 0) console.error(`${kind}: "${query}" → ${place}, ${hits[0]?.title}`);
      }
      const share = (rest: number, most: number) => {
        const half = places.filter((_, row) => row % 2 === rest);
        return (half.filter((place) => place < most).length / half.length).toFixed(3);
      };
      console.log(
        `| ${kind} (${wanted.length}) | ${way} | ${share(0, 1)} | ${share(1, 1)} | ${share(1, 3)} |`,
      );
    }
  }
  await index.close();
});

/** Titles of that form, each of one document alone. */
function titles(form: RegExp): Wanted[] {
  const found = glosses.flatMap(({ id, title }) => {
    const query = title.split(', ').find((each) => form.test(each) && counts.get(each.toLowerCase()) === 1);
    return query === undefined ? [] : [{ id, query }];
  });
  return found.slice(0, QUERIES);
}

function partNumber(): string {
  const letter = () => String.fromCharCode(65 + random(26));
  return `${letter()}${letter()}-${1000 + random(9000)}-${letter()}`;
}

/** With one letter left out, doubled, replaced, or swapped with the next; not the first. */
function mistyped(word: string): string {
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
function mixed(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}
