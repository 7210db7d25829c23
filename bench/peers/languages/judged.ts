// A judged set of one language: the line that says what a package is asks for the text about it.

import { createHash } from 'node:crypto';
import type { Description } from './translations.js';

export interface Judged {
  documents: { id: string; text: string }[];
  queries: { text: string; id: string }[];
}

const MOST_DOCUMENTS = 3000;
const MOST_QUERIES = 600;
/** Characters of a text that says enough to be found, also in a script that has a character for a word. */
const LEAST = 40;

/**
 * One package a text and a line: of those that say the same, as the parts of one program do, the first. In the order of a digest of
 * their names, so that which are taken depends on no alphabet. Texts do not begin with their line.
 */
export function judgedSet(descriptions: readonly Description[]): Judged {
  const mixed = descriptions
    .filter(({ short, long }) => long.length >= LEAST && /\p{L}/u.test(short))
    .map((each) => ({ ...each, key: createHash('sha256').update(each.name).digest('hex') }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  const taken = distinct(mixed).slice(0, MOST_DOCUMENTS);
  const step = Math.max(1, Math.floor(taken.length / MOST_QUERIES));
  return {
    documents: taken.map(({ name, long }) => ({ id: name, text: long })),
    queries: taken
      .filter((_, row) => row % step === 0)
      .slice(0, MOST_QUERIES)
      .map(({ name, short }) => ({ text: short, id: name })),
  };
}

/** The first of those that have their name, their line or the beginning of their text in common. */
function distinct(descriptions: readonly Description[]): Description[] {
  const known = new Set<string>();
  return descriptions.filter(({ name, short, long }) => {
    const parts = [`name ${name}`, `line ${short}`, `text ${long.slice(0, 200)}`];
    const isNew = !parts.some((part) => known.has(part));
    for (const part of parts) known.add(part);
    return isNew;
  });
}
