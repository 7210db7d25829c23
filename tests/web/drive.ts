// Runs an index's async generators to their end.

import type { AddOptions, AddProgress, CompactOptions } from '../../web/interface/change-options.js';
import type { Document } from '../../web/interface/document.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import type { LeannIndex } from '../../web/leann-index.js';

export async function addAll(
  index: LeannIndex,
  documents: Iterable<Document> | AsyncIterable<Document>,
  options?: AddOptions,
): Promise<AddProgress[]> {
  const all: AddProgress[] = [];
  for await (const progress of index.add(documents, options)) all.push(progress);
  return all;
}

export async function updatesOf(
  index: LeannIndex,
  query: string,
  options?: SearchOptions,
): Promise<SearchUpdate[]> {
  const all: SearchUpdate[] = [];
  for await (const update of index.search(query, options)) all.push(update);
  return all;
}

/** The hits of the final update. */
export async function hitsOf(index: LeannIndex, query: string, options?: SearchOptions): Promise<Hit[]> {
  const updates = await updatesOf(index, query, options);
  return updates.at(-1)?.hits ?? [];
}

export async function updateAll(
  index: LeannIndex,
  documents: Iterable<Document> | AsyncIterable<Document>,
  options?: AddOptions,
): Promise<AddProgress[]> {
  const all: AddProgress[] = [];
  for await (const progress of index.update(documents, options)) all.push(progress);
  return all;
}

export async function compactAll(index: LeannIndex, options?: CompactOptions): Promise<AddProgress[]> {
  const all: AddProgress[] = [];
  for await (const progress of index.compact(options)) all.push(progress);
  return all;
}
