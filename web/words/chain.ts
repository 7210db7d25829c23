// Identifiers: runs that are joined, as in `KX-4711-B`, `node.js` and `src/base/bytes.h`.

import type { Folded } from './folded-text.js';
import { type FoundWord, fitsTerm, WordTerms } from './found-word.js';
import { beginsWord, JOINER } from './kind.js';
import { partsOf, type Run, readRun } from './run.js';

/** Longer chains are not looked for as a whole. */
const MOST_RUNS = 6;
const MOST_LENGTH = 40;

/** Adds the words of the chain that begins at `start`, with a letter or digit. Returns where reading goes on. */
export function addChain(words: FoundWord[], folded: Folded, start: number): number {
  const { runs, joiners, next } = readChain(folded, start);
  if (runs.length > 1 && !isWhole(runs, joiners)) {
    for (const run of runs) addWord(words, folded, [run]);
  } else if (joiners !== '' && runs.every(({ word }) => word.length === 1) && /^\.+$/.test(joiners)) {
    addInitials(words, folded, runs);
  } else {
    addWord(words, folded, runs);
  }
  return next;
}

interface Chain {
  runs: Run[];
  joiners: string;
  next: number;
}

function readChain(folded: Folded, start: number): Chain {
  const first = readRun(folded, start);
  const runs = [first];
  let joiners = '';
  let next = first.next;
  while (!runs.at(-1)?.signed) {
    const after = joinerEnd(folded, next);
    if (!beginsWord(folded.kinds[after])) break;
    const run = readRun(folded, after);
    // The language of `objective-c++` is a word by itself.
    if (run.signed) break;
    joiners += folded.text.charAt(next);
    runs.push(run);
    next = run.next;
  }
  return { runs, joiners, next };
}

/** One joiner, or two colons or underscores. Two hyphens are a dash. */
function joinerEnd({ text, kinds }: Folded, at: number): number {
  if (kinds[at] !== JOINER) return text.length;
  const isTwice = text[at] === text[at + 1] && (text[at] === ':' || text[at] === '_');
  return isTwice ? at + 2 : at + 1;
}

/** Whether anybody would look for the whole: not for a path, an address, a fraction or what is too long. */
function isWhole(runs: readonly Run[], joiners: string): boolean {
  const first = runs[0]?.start ?? 0;
  if (runs.length > MOST_RUNS || (runs.at(-1)?.end ?? 0) - first > MOST_LENGTH) return false;
  if (joiners.includes('@') || joiners.indexOf('/') !== joiners.lastIndexOf('/')) return false;
  return !/[/+]/.test(joiners) || runs.some(({ word }) => !/^[0-9.]+$/.test(word));
}

function addWord(words: FoundWord[], folded: Folded, runs: readonly Run[]): void {
  const terms = new WordTerms(folded);
  if (runs.length > 1) terms.add(wholeOf(runs), spanOf(runs));
  for (const run of runs) addRun(terms, folded, run);
  const word = terms.finish();
  if (word !== undefined) words.push(word);
}

/** A run that is no term, such as a hash, has no parts either. */
function addRun(terms: WordTerms, folded: Folded, run: Run): void {
  if (!fitsTerm(run.word)) return;
  terms.add(run.word, run);
  for (const part of partsOf(folded, run))
    terms.add(folded.text.slice(part.start, part.end).replaceAll(',', ''), part);
}

/** `U.S.A.` is found as a whole only. */
function addInitials(words: FoundWord[], folded: Folded, runs: readonly Run[]): void {
  const terms = new WordTerms(folded);
  terms.add(wholeOf(runs), spanOf(runs));
  const word = terms.finish();
  if (word !== undefined) words.push(word);
}

function wholeOf(runs: readonly Run[]): string {
  return runs.map(({ word }) => word).join('');
}

function spanOf(runs: readonly Run[]): { start: number; end: number } {
  return { start: runs[0]?.start ?? 0, end: runs.at(-1)?.end ?? 0 };
}
