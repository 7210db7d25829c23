// Words of scripts without spaces: every two neighbouring characters, with their marks.

import type { Folded } from './folded-text.js';
import { type FoundWord, fitsTerm } from './found-word.js';
import { MARK, SIGN } from './kind.js';

/** Adds the pairs of the run that begins at `start`; a run of one character is that one. Returns where reading goes on. */
export function addPairs(words: FoundWord[], folded: Folded, start: number): number {
  let end = signEnd(folded, start);
  if (folded.kinds[end] !== SIGN) addPair(words, folded, start, end);
  for (let at = start; folded.kinds[end] === SIGN; ) {
    const next = end;
    end = signEnd(folded, next);
    addPair(words, folded, at, end);
    at = next;
  }
  return end;
}

function signEnd({ kinds }: Folded, start: number): number {
  let end = start + 1;
  while (kinds[end] === MARK) end++;
  return end;
}

function addPair(words: FoundWord[], folded: Folded, start: number, end: number): void {
  const term = folded.text.slice(start, end);
  if (fitsTerm(term)) words.push({ start: folded.startOf(start), end: folded.endOf(end), terms: [term] });
}
