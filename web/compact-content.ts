// Sweeps deleted documents out of an index, and links what waits.

import type { CoreIndex } from './core/core.js';
import type { IndexContent } from './index-content.js';
import { buildAnew, type LinkJob, withInserted } from './link-passages.js';
import type { AddProgress, CompactionInfo } from './options.js';
import { WaitingPassages } from './waiting-passages.js';

/** Share of the passages that may be of deleted documents before they are worth sweeping out. */
const REMOVED_SHARE = 0.2;

/** Passages that may wait before they are worth linking when nothing else is to be done. */
const WAITING = 64;

export function compactionInfo({ corpus, waiting }: IndexContent): CompactionInfo {
  const removed = corpus.nodes - corpus.passages;
  const counts = { removed, buffered: waiting.size };
  if (removed > 0 && removed >= REMOVED_SHARE * corpus.nodes)
    return { due: true, ...counts, reason: 'removed' };
  if (waiting.size >= WAITING) return { due: true, ...counts, reason: 'buffered' };
  return { due: false, ...counts };
}

export type CompactJob = Omit<LinkJob, 'added' | 'dropped'>;

/** A graph of all passages of the documents that stay, by number. */
export interface Compacted {
  core: CoreIndex | undefined;
  trainedPassages: number;
  kept: number[];
}

/** Made from the codes alone, nothing is embedded; undefined where there is nothing to do. */
export async function* compacted(job: CompactJob): AsyncGenerator<AddProgress, Compacted | undefined> {
  const { content } = job;
  const { corpus, core, waiting, trainedPassages } = content;
  if (core === undefined || (waiting.size === 0 && corpus.rows === corpus.documents)) return undefined;
  if (corpus.passages < corpus.nodes) return yield* rebuilt(job); // until the core can
  yield { phase: 'compact', done: 0, total: corpus.nodes };
  const whole = withInserted(job, core, []);
  try {
    const kept = corpus.livingNumbers();
    if (corpus.passages === 0) {
      whole.free();
      return { core: undefined, trainedPassages: 0, kept };
    }
    yield { phase: 'compact', done: corpus.nodes, total: corpus.nodes };
    return { core: whole, trainedPassages, kept };
  } catch (error) {
    whole.free();
    throw error;
  }
}

/** Everything is embedded again, and linked and coded anew. */
export async function* rebuilt(job: CompactJob): AsyncGenerator<AddProgress, Compacted> {
  const none = { documents: [], passages: [] };
  const { core, kept } = yield* buildAnew({ ...job, added: none, dropped: new Set() });
  return { core, kept, trainedPassages: job.content.corpus.passages };
}

/** The content after a compaction. */
export function contentOf(
  { corpus }: IndexContent,
  { core, trainedPassages, kept }: Compacted,
): IndexContent {
  const next = kept.length === corpus.rows ? corpus : corpus.rearranged(kept);
  return { corpus: next, core, trainedPassages, waiting: new WaitingPassages() };
}
