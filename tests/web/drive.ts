// Runs an index's async generators to their end.

import type { AddOptions, AddProgress, CompactOptions } from '../../web/interface/change-options.js';
import type { Document } from '../../web/interface/document.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import type { LeannIndex } from '../../web/leann-index.js';

export function addAll(
  index: LeannIndex,
  documents: Iterable<Document> | AsyncIterable<Document>,
  options?: AddOptions,
): Promise<AddProgress[]> {
  return all(index.add(documents, options));
}

export function updateAll(
  index: LeannIndex,
  documents: Iterable<Document> | AsyncIterable<Document>,
  options?: AddOptions,
): Promise<AddProgress[]> {
  return all(index.update(documents, options));
}

export function compactAll(index: LeannIndex, options?: CompactOptions): Promise<AddProgress[]> {
  return all(index.compact(options));
}

export function updatesOf(
  index: LeannIndex,
  query: string,
  options?: SearchOptions,
): Promise<SearchUpdate[]> {
  return all(index.search(query, options));
}

/** The hits of the final update. */
export async function hitsOf(index: LeannIndex, query: string, options?: SearchOptions): Promise<Hit[]> {
  const updates = await updatesOf(index, query, options);
  return updates.at(-1)?.hits ?? [];
}

/** The ids of the hits, best first. */
export async function idsOf(index: LeannIndex, query: string, k = 1000): Promise<string[]> {
  return (await hitsOf(index, query, { k })).map(({ id }) => id);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
