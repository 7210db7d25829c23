// Documents that come later than those of an index with topics, and how tests look for them.

import type { Document } from '../../web/interface/document.js';
import type { Hit } from '../../web/interface/search-update.js';

export const COUNT = 400;
/** Finds all that can be found, without recomputing much. */
export const ALL = { k: 500, maxRecomputes: 4 };
/** What can be searched by. */
export const WAYS = [{}, { model: false }, { mode: 'words' }, { mode: 'meaning' }] as const;
/** Of the fourth topic, without the word "referee". */
export const LATE: Document[] = ['goal match player', 'league goal match', 'player league goal'].map(
  (text, row) => ({
    id: `late${row}`,
    text,
    title: 'Sports',
    metadata: { lang: row === 0 ? 'de' : 'en' },
  }),
);

export function isLate({ id }: Pick<Hit, 'id'>): boolean {
  return id.startsWith('late');
}

/** `[id, waiting]` of hits. */
export function waitingOf(hits: readonly Hit[]): unknown[] {
  return hits.map(({ id, waiting }) => [id, waiting]);
}
