// Links buffered and new passages into a copy of the graph.

import { BufferedPassages } from '../content/buffered-passages.js';
import { type IndexContent, markRemoved } from '../content/index-content.js';
import { linkedPassages } from '../content/searched-content.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CompactJob } from './link-job.js';

/**
 * Most passages that are buffered. Linking takes time for every passage that is there already (7 µs), so it is done for
 * many at once; a buffered passage costs a search 1 µs, and its vector is stored.
 */
export const MOST_BUFFERED = 256;

/** Reads the texts of buffered passages, so that their checks are known and can be stored with the graph. */
export async function readBuffered(content: IndexContent): Promise<void> {
  const { corpus, buffered } = content;
  const nodes = Array.from({ length: buffered.size }, (_, row) => linkedPassages(content) + row);
  const read = await corpus.readOwned(nodes);
  for (const [row, { embedded }] of read.entries()) corpus.matches(nodes[row] ?? -1, embedded);
}

/** A copy of a content's graph with its buffered passages, and after them those of these vectors. */
export function withInserted(
  job: Pick<CompactJob, 'core' | 'cacheBytes' | 'content'>,
  before: CoreIndex,
  vectors: readonly Float32Array[],
): CoreIndex {
  const grown = job.core.open(before.encode(), job.cacheBytes);
  try {
    // New vectors are rounded like buffered ones, so that it makes no difference whether they were buffered first.
    const all = [...job.content.buffered.vectors, ...new BufferedPassages(vectors).vectors];
    for (let first = 0; first < all.length; first += MOST_BUFFERED) {
      grown.insert(all.slice(first, first + MOST_BUFFERED));
    }
    markRemoved(grown, job.content.corpus);
    return grown;
  } catch (error) {
    grown.free();
    throw error;
  }
}
