// An embedder of plain words: names, codes and numbers are all alike to it.

import { type Embedder, embedderFrom } from '../../web/embed/embedder.js';
import { vectorOf, WORDS } from './word-embedder.js';

const DIMENSION = 384;
const KNOWN = new Set([...WORDS, ...'a and for in of on the with what how is it no to'.split(' ')]);

export function plainEmbedder(): Embedder {
  const embed = async (texts: string[]) => texts.map(plainVector);
  return embedderFrom(embed, { dimension: DIMENSION, fingerprint: 'plain', batchSize: 8, maxTokens: 64 });
}

function plainVector(text: string): Float32Array {
  const words = text.toLowerCase().match(/\p{L}+|\p{N}+|\S/gu) ?? [];
  return vectorOf(words.map((word) => (KNOWN.has(word) ? word : 'unknown')).join(' '), DIMENSION);
}
