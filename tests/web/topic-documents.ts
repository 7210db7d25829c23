// Documents of four topics: words of a topic stand beside each other, so that a table of terms learns that they belong together.

import type { Document } from '../../web/interface/document.js';

export const TOPICS = [
  ['rain', 'snow', 'wind', 'storm', 'cloud'],
  ['bread', 'milk', 'butter', 'cheese', 'flour'],
  ['violin', 'concert', 'opera', 'choir', 'organ'],
  ['goal', 'match', 'player', 'league', 'referee'],
];

/** Four words of one topic, and a number that no other has. Ids say the topic, see {@link topicOf}. */
export function topicDocuments(count: number, first = 0): Document[] {
  return Array.from({ length: count }, (_, row) => {
    const i = first + row;
    const words = TOPICS[i % TOPICS.length] ?? [];
    const some = Array.from({ length: 4 }, (_, j) => words[(i * 7 + j * j + (i >> 3)) % words.length]);
    return { id: `d${i}`, text: `${some.join(' ')} number${i}` };
  });
}

export function topicOf(id: string): number {
  return Number(id.slice(1)) % TOPICS.length;
}
