// An embedder that takes next to no memory and time: a text's vector is the sum of a direction for each of its words.

import { type Embedder, embedderFrom } from '../web/embed/embedder.js';

const DIMENSION = 384;
/** What all-MiniLM-L6-v2 takes, its two marks left out. */
const MOST_TOKENS = 254;

export function standIn(): Embedder {
  const embed = (texts: string[]) => texts.map(vectorOf);
  const description = { dimension: DIMENSION, fingerprint: 'directions of words', maxTokens: MOST_TOKENS };
  return embedderFrom(embed, description);
}

/** Of unit length. */
function vectorOf(text: string): Float32Array {
  const sum = new Float32Array(DIMENSION);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let state = 1;
    for (const letter of word) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x9e3779b1);
    for (let at = 0; at < DIMENSION; at++) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
      sum[at] = (sum[at] ?? 0) + ((state ^ (state >>> 13)) >>> 0) / 2 ** 31 - 1;
    }
  }
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
