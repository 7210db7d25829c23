// The meanings in the demo's dictionary, and those that it is asked for.

import type { Document } from '../../web/index.js';
import { readGlosses } from '../corpora/wordnet.js';

/** Meanings that are kept out of the dictionary, to be looked for in it. */
const HELD_OUT = 200;

export interface Words {
  documents: Document[];
  /** Definitions of other words, none of them in `documents`. */
  queries: string[];
}

/** `count` meanings, a fair sample of WordNet; all but those held out if it has no more. */
export function readWords(count: number): Words {
  const glosses = readGlosses();
  const size = Math.min(count, glosses.length - HELD_OUT);
  const taken = glosses.slice(0, size);
  const known = new Set(taken.map(({ text }) => text));
  const others = glosses.slice(size).filter(({ text }) => !known.has(text));
  return { documents: taken, queries: others.slice(0, HELD_OUT).map(({ text }) => text) };
}
