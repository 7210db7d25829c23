// An embedder for the mechanics of an index: texts with words in common have vectors near each other.

import { type Embedder, embedderFrom } from '../../web/embed/embedder.js';

const DIMENSION = 64;

/** Counts what it is asked for, and can be told to fail. */
export interface WordEmbedder extends Embedder {
  /** Texts embedded so far. */
  readonly embedded: () => number;
  /** Called before each batch. */
  before: (texts: string[]) => void | Promise<void>;
}

export function wordEmbedder(fingerprint = 'words', batchSize = 8): WordEmbedder {
  let embedded = 0;
  const embed = async (texts: string[]) => {
    await embedder.before(texts);
    embedded += texts.length;
    return texts.map((text) => vectorOf(text));
  };
  const description = { dimension: DIMENSION, fingerprint, batchSize, maxTokens: 32 };
  const embedder: WordEmbedder = Object.assign(embedderFrom(embed, description), {
    embedded: () => embedded,
    before: () => {},
  });
  return embedder;
}

/** The sum of a random direction for each word, of unit length. The more dimensions, the less unlike words have in common. */
export function vectorOf(text: string, dimension = DIMENSION): Float32Array {
  const sum = new Float32Array(dimension);
  for (const word of text.toLowerCase().match(/\p{L}+|\p{N}+|\S/gu) ?? ['']) addDirection(sum, word);
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

function addDirection(sum: Float32Array, word: string): void {
  const direction = directionOf(word, sum.length);
  for (let index = 0; index < sum.length; index++)
    sum[index] = (sum[index] ?? 0) + (direction[index] ?? 0) - 1;
}

/** By dimension and word. */
const directions = new Map<string, Float64Array>();

/** Values from 0 to 2. */
function directionOf(word: string, dimension: number): Float64Array {
  const key = `${dimension} ${word}`;
  const known = directions.get(key);
  if (known !== undefined) return known;
  let state = 2166136261;
  for (const char of word) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16777619);
  const direction = new Float64Array(dimension).map(() => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    state ^= state >>> 12;
    return (state >>> 0) / 2 ** 31;
  });
  directions.set(key, direction);
  return direction;
}

export const WORDS =
  'sun rain snow wind hill lake tree bird fish stone road house bread milk salt clock paper song'.split(' ');

/** Texts of random words from a seed; the number of the text is among them, so that no two are the same. */
export function someDocuments(count: number, first = 0): { id: string; text: string }[] {
  return Array.from({ length: count }, (_, row) => {
    const number = first + row;
    let state = Math.imul(number + 1, 0x9e3779b1) >>> 0;
    const words = Array.from({ length: 8 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return WORDS[(state >>> 8) % WORDS.length];
    });
    return { id: `d${number}`, text: `${words.join(' ')} number${number}` };
  });
}
