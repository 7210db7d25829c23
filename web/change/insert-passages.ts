// Links buffered and new passages into a copy of the graph.

import { BufferedPassages } from '../content/buffered-passages.js';
import { bufferedDocuments, type IndexContent, markRemoved } from '../content/index-content.js';
import { linkedPassages, type OwnedPassage } from '../content/searched-content.js';
import { type Texts, wordsOfTexts } from '../content/words-of-texts.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CompactJob } from './link-job.js';

/**
 * Most passages that are buffered. Linking takes time for every passage that is there already (7 µs), so it is done for
 * many at once; a buffered passage costs a search 1 µs, and its vector is stored.
 */
export const MOST_BUFFERED = 256;

/** Reads the texts of buffered passages, so that their checks are known and can be stored with the graph. */
export async function readBuffered(content: IndexContent): Promise<OwnedPassage[]> {
  const { corpus, buffered } = content;
  const nodes = Array.from({ length: buffered.size }, (_, row) => linkedPassages(content) + row);
  const read = await corpus.readOwned(nodes);
  for (const [row, { embedded }] of read.entries()) corpus.matches(nodes[row] ?? -1, embedded);
  return read;
}

/** New passages, and their vectors. */
export interface Inserted extends Texts {
  vectors: readonly Float32Array[];
}

/**
 * A copy of a content's graph with its buffered passages, and after them new ones. Errors: those of reading texts and of the
 * core.
 */
export async function withInserted(
  job: Pick<CompactJob, 'core' | 'cacheBytes' | 'content'>,
  before: CoreIndex,
  added: Inserted = { documents: [], passages: [], vectors: [] },
): Promise<CoreIndex> {
  const { core, content, cacheBytes } = job;
  const read = await readBuffered(content);
  const grown = core.open(before.encode(), cacheBytes);
  try {
    // New vectors are rounded like buffered ones, so that it makes no difference whether they were buffered first.
    const all = [...content.buffered.vectors, ...new BufferedPassages(added.vectors).vectors];
    for (let first = 0; first < all.length; first += MOST_BUFFERED) {
      grown.insert(all.slice(first, first + MOST_BUFFERED));
    }
    if (before.hasWords && all.length > 0) {
      const documents = [...bufferedDocuments(content), ...added.documents];
      const words = wordsOfTexts(core, { documents, passages: [...read, ...added.passages] });
      grown.appendWords(words);
      words.free();
    }
    markRemoved(grown, content.corpus);
    return grown;
  } catch (error) {
    grown.free();
    throw error;
  }
}
