// What a search for words found, unpacked.

import type { WordAnswer } from './handles.js';
import type { WordHits } from './records.js';

export function wordHits({ matched, permitted, ...hits }: WordAnswer): WordHits {
  const unpacked = unpack(matched);
  return permitted === undefined ? { ...hits, matched: unpacked } : { ...hits, matched: unpacked, permitted };
}

/** Of each: the number of the query's term, the length of the word, the word. */
function unpack(bytes: Uint8Array): WordHits['matched'] {
  const decoder = new TextDecoder();
  const words: WordHits['matched'] = [];
  for (let at = 0; at < bytes.length; ) {
    const [term = 0, length = 0] = bytes.subarray(at, at + 2);
    words.push({ term, word: decoder.decode(bytes.subarray(at + 2, at + 2 + length)) });
    at += 2 + length;
  }
  return words;
}
