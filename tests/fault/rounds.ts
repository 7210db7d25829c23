// The content that an index should have after each round of changes, kept by the tests, outside any database.

import type { LeannIndex } from '../../web/leann-index.js';
import { someDocuments } from '../web/word-embedder.js';

/** Texts by id. */
export type Held = Record<string, string>;

interface Round {
  put: { id: string; text: string }[];
  remove: string[];
  /** How the index is compacted after the changes. */
  compact: 'no' | 'from codes' | 'rebuild';
}

const FIRST = 60;

/** Round 0 begins; later ones add, replace, delete and compact. */
function roundOf(round: number): Round {
  if (round === 0) return { put: someDocuments(FIRST), remove: [], compact: 'no' };
  const added = someDocuments(12, 1000 + round * 12);
  const changed = Array.from({ length: 8 }, (_, row) => (round * 31 + row * 13) % FIRST);
  const put = [
    ...added,
    ...changed.map((row) => ({ id: `d${row}`, text: `rain of round${round} for d${row}` })),
  ];
  const remove = Array.from({ length: 4 }, (_, row) => `d${(round * 17 + row * 29) % FIRST}`);
  for (let row = 0; row < 9; row++) remove.push(`d${1000 + (round - 1) * 12 + row}`);
  const compact = round % 4 === 0 ? 'from codes' : round % 7 === 0 ? 'rebuild' : 'no';
  return { put: uniqueById(put), remove, compact };
}

function uniqueById(documents: Round['put']): Round['put'] {
  return [...new Map(documents.map((document) => [document.id, document])).values()];
}

/** The content after a round. */
export function heldAfter(before: Held, round: number): Held {
  const { put, remove } = roundOf(round);
  const held = new Map(Object.entries(before));
  for (const { id, text } of put) held.set(id, text);
  for (const id of remove) held.delete(id);
  return Object.fromEntries(held);
}

/** Makes the changes of a round; does not save them. */
export async function change(index: LeannIndex, round: number): Promise<void> {
  const { put, remove, compact } = roundOf(round);
  for await (const _ of index.update(put));
  await index.delete(remove);
  if (compact !== 'no') for await (const _ of index.compact({ rebuild: compact === 'rebuild' }));
}

/** All that an index gives: by id, and by a search for everything. */
export async function dump(index: LeannIndex): Promise<Held> {
  const held: Held = {};
  for (const id of await index.ids())
    held[id] = (await index.get(id))?.passages.map(({ text }) => text).join() ?? '';
  let hits: { id: string; text: string }[] = [];
  for await (const update of index.search('rain', { k: 2000, maxRecomputes: 16 })) hits = update.hits;
  const found = Object.fromEntries(hits.map(({ id, text }) => [id, text]));
  if (written(found) !== written(held) || hits.length !== index.info().passages) {
    throw new Error(`a search finds ${hits.length} of ${Object.keys(held).length} documents, or other texts`);
  }
  return held;
}

/** Whether they hold the same, as one comparable text. */
export function written(held: Held): string {
  return JSON.stringify(Object.entries(held).sort(([left], [right]) => (left < right ? -1 : 1)));
}
