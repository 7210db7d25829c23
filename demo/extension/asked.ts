// What is typed, with the kind that it may begin with: `@h bread` asks the history.

import type { Kind } from './entry.js';

export interface Asked {
  query: string;
  /** All kinds where it is missing. */
  kind?: Kind;
}

const LETTERS: Readonly<Record<string, Kind>> = { b: 'bookmark', h: 'history', t: 'tab' };

/** The letter counts once a space follows it; until then it may be a word that begins. */
export function readAsked(text: string): Asked {
  const [, letter = '', query = ''] = /^\s*@([bht])\s+(.*)$/is.exec(text) ?? [];
  const kind = LETTERS[letter.toLowerCase()];
  return kind === undefined ? { query: text } : { query, kind };
}
