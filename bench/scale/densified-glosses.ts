// More texts than there are glosses: each gloss, and copies of it in which words are replaced by others that WordNet has for one of
// their meanings. All differ, and each has near neighbours, as texts of a large collection have.

import { readGlosses } from '../../tools/corpora/wordnet.js';
import type { Document } from '../../web/index.js';

/** The share of words with synonyms that a copy replaces. */
const REPLACED = 0.4;
/** Copies that are the same as another are made again, so often. */
const TRIES = 8;
/** A word of fewer letters stays. */
const SHORTEST = 3;

/** `count` documents, the glosses first; the same every time. */
export function* densifiedGlosses(count: number): Generator<Document> {
  const glosses = readGlosses();
  const synonyms = synonymsOf(glosses);
  const seen = new Set<string>();
  for (let copy = 0, made = 0; made < count; copy++) {
    const before = made;
    for (const { id, title, text } of glosses) {
      if (made === count) return;
      const varied = copy === 0 ? text : variant(text, copy, synonyms, seen);
      if (varied === undefined) continue;
      seen.add(varied);
      made++;
      yield { id: copy === 0 ? id : `${id}.${copy}`, title, text: varied };
    }
    if (made === before) throw new Error(`leann: cannot make ${count} texts: there are only ${made}`);
  }
}

function variant(
  text: string,
  copy: number,
  synonyms: ReadonlyMap<string, string[]>,
  seen: ReadonlySet<string>,
): string | undefined {
  for (let turn = 0; turn < TRIES; turn++) {
    const chance = chances(`${copy}.${turn}.${text}`);
    const varied = text.replace(/\p{L}+/gu, (word) => {
      const others = word.length < SHORTEST ? undefined : synonyms.get(word);
      if (others === undefined || chance() > REPLACED) return word;
      return others[Math.floor(chance() * others.length)] ?? word;
    });
    if (!seen.has(varied)) return varied;
  }
  return undefined;
}

/** Of each word alone, the words beside it in all its meanings. */
function synonymsOf(glosses: readonly { title: string }[]): Map<string, string[]> {
  const sets = new Map<string, Set<string>>();
  for (const { title } of glosses) {
    const words = title.split(', ').filter((word) => /^\p{Ll}+$/u.test(word));
    for (const word of words) {
      const others = sets.get(word) ?? new Set();
      for (const other of words) if (other !== word) others.add(other);
      if (others.size > 0) sets.set(word, others);
    }
  }
  return new Map([...sets].map(([word, others]) => [word, [...others]]));
}

/** Numbers from 0 to 1 that look random: mulberry32, seeded with a text by FNV-1a. */
function chances(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
