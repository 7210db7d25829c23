// Queries made of a collection itself: its titles, headings and sentences, much as somebody might type them.

import { createHash } from 'node:crypto';
import type { OwnedPassage } from '../../web/content/searched-content.js';
import { wordsOf } from '../../web/words/find-words.js';
import { sentencesOf } from '../../web/words/sentences.js';

/** What is longer is cut: hardly anybody types more. */
const MOST_WORDS = 12;
/** A single word is looked up rather than asked for. */
const FEWEST_WORDS = 2;

/** What a query means as it stands: a phrase, or what is to be left out. */
const QUOTES = /["“”„«»]/g;
const LEADING_MINUS = /(^|\s)[-－−]+/g;
const LETTER = /\p{L}/u;

export interface MadeQuery {
  text: string;
  /** Number of the passage that it was made of. */
  node: number;
}

/** Up to `most`, each once: of the same passages the same ones, in whatever order they come, and others for another seed. */
export function madeQueries(passages: readonly OwnedPassage[], most: number, seed = 0): MadeQuery[] {
  // By hash, so that a passage that is added or changed leaves the other queries as they are.
  const mixed = passages.map(({ id, passage }, node) => ({ node, digest: digestOf(seed, id, passage) }));
  mixed.sort((left, right) => (left.digest < right.digest ? -1 : 1));
  const found = new Map<string, MadeQuery>();
  for (const { node, digest } of mixed) {
    if (found.size === most) break;
    const passage = passages[node];
    if (passage === undefined) continue;
    const text = candidates(passage, Number.parseInt(digest.slice(-2), 16)).find((each) => !found.has(each));
    if (text !== undefined) found.set(text, { text, node });
  }
  return [...found.values()];
}

function digestOf(seed: number, id: string, passage: number): string {
  return createHash('sha256').update(`${seed}\n${id}\n${passage}`).digest('hex');
}

/** Title, heading and sentence as far as they are fit for it; `turn` says with which to begin. */
function candidates({ title = '', headings = [], text }: OwnedPassage, turn: number): string[] {
  const all = [title, headings.at(-1) ?? '', middleSentence(text)];
  const turned = all.map((_, at) => all[(at + turn) % all.length] ?? '');
  return turned.flatMap((each) => asTyped(each) ?? []);
}

/** A passage often begins with what is its title in other words. */
function middleSentence(text: string): string {
  const sentences = sentencesOf(text);
  const { start, end } = sentences[sentences.length >> 1] ?? { start: 0, end: 0 };
  return text.slice(start, end);
}

/** Undefined if there are too few words in it. */
function asTyped(text: string): string | undefined {
  const plain = text.replace(QUOTES, ' ').replace(LEADING_MINUS, '$1');
  const words = [...wordsOf(plain)].slice(0, MOST_WORDS);
  const spoken = words.filter(({ start, end }) => LETTER.test(plain.slice(start, end)));
  if (spoken.length < FEWEST_WORDS) return undefined;
  return plain.slice(words[0]?.start, words.at(-1)?.end).replace(/\s+/g, ' ');
}
