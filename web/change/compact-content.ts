// Sweeps deleted documents out of an index, and links what waits.

import { LeannError } from '../base/error.js';
import type { IndexContent } from '../content/index-content.js';
import { WaitingPassages } from '../content/waiting-passages.js';
import type { CoreIndex } from '../core/core-index.js';
import type { AddProgress } from '../interface/change-options.js';
import type { CompactionInfo } from '../interface/index-info.js';
import { buildAnew, type LinkJob, learnWaiting, withInserted } from './link-passages.js';

/** Passages that may wait before they are worth linking when nothing else is to be done. */
const WAITING = 64;

export function compactionInfo({ corpus, core, waiting }: IndexContent): CompactionInfo {
  const counts = { removed: corpus.nodes - corpus.passages, buffered: waiting.size };
  const helps = core?.drift().due;
  if (helps === 'rebuild') return { due: true, ...counts, reason: 'drifted' };
  if (helps === 'compaction') return { due: true, ...counts, reason: 'removed' };
  if (waiting.size >= WAITING) return { due: true, ...counts, reason: 'buffered' };
  return { due: false, ...counts };
}

export type CompactJob = Omit<LinkJob, 'added' | 'dropped'>;

/** A graph of all passages of the documents that stay; those by number, in its order. */
export interface Compacted {
  core: CoreIndex | undefined;
  trainedPassages: number;
  order: number[];
  /** Checks of texts that were embedded again, by node. */
  learned?: ReadonlyMap<number, number>;
}

/** Made from the codes alone, nothing is embedded; undefined where there is nothing to do. */
export async function* compacted(job: CompactJob): AsyncGenerator<AddProgress, Compacted | undefined> {
  const { content } = job;
  const { corpus, core, waiting, trainedPassages } = content;
  if (core === undefined || (waiting.size === 0 && corpus.rows === corpus.documents)) return undefined;
  yield { phase: 'compact', done: 0, total: corpus.nodes };
  await learnWaiting(content);
  const whole = withInserted(job, core, []);
  try {
    const order = corpus.livingNumbers();
    if (corpus.passages === 0) {
      whole.free();
      return { core: undefined, trainedPassages: 0, order };
    }
    if (corpus.passages < corpus.nodes) requireSame(whole.compact(), corpus.nodesOf(order));
    yield { phase: 'compact', done: corpus.nodes, total: corpus.nodes };
    return { core: whole, trainedPassages, order };
  } catch (error) {
    whole.free();
    throw error;
  }
}

/** Everything is embedded again, and linked and coded anew. */
export async function* rebuilt(job: CompactJob): AsyncGenerator<AddProgress, Compacted> {
  const none = { documents: [], passages: [] };
  const { core, order, learned } = yield* buildAnew({ ...job, added: none, dropped: new Set() });
  return { core, order, learned, trainedPassages: job.content.corpus.passages };
}

/** The content after a compaction. */
export function contentOf({ corpus }: IndexContent, compacted: Compacted): IndexContent {
  const { core, trainedPassages, order, learned } = compacted;
  const same =
    learned === undefined && order.length === corpus.rows && order.every((number, row) => number === row);
  const next = same ? corpus : corpus.rearranged(order, undefined, learned);
  return { corpus: next, core, trainedPassages, waiting: new WaitingPassages() };
}

function requireSame(nodes: Uint32Array, kept: readonly number[]): void {
  if (nodes.length === kept.length && kept.every((node, row) => nodes[row] === node)) return;
  throw new LeannError(
    'internal',
    'leann: cannot compact index: its graph keeps other passages than its documents',
  );
}
