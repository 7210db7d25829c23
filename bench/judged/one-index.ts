// An index in memory for a benchmark, and the last answers of its searches.

import {
  type Document,
  type Embedder,
  LeannIndex,
  type OpenOptions,
  type SearchOptions,
  type SearchUpdate,
} from '../../web/index.js';

export async function indexOf(
  embedder: Embedder,
  documents: readonly Document[],
  settings: Pick<OpenOptions, 'build' | 'split'> = {},
): Promise<LeannIndex> {
  // Nothing is kept between searches: each does all its work.
  const index = await LeannIndex.open('bench', { embedder, store: 'memory', cacheBytes: 0, ...settings });
  let phase = '';
  for await (const progress of index.add(documents)) {
    if (progress.phase !== phase) console.error(`${progress.phase} …`);
    phase = progress.phase;
  }
  return index;
}

/** Errors: if there is no final answer. */
export async function answer(
  index: LeannIndex,
  query: string,
  options: SearchOptions,
): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of index.search(query, options)) last = update;
  if (last === undefined) throw new Error(`no answer to "${query}"`);
  return last;
}
