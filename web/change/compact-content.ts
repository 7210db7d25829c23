// Removes deleted documents from an index, and links buffered passages.

import { LeannError } from '../base/error.js';
import { type IndexContent, newContent } from '../content/index-content.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { AddProgress } from '../interface/change-options.js';
import type { CompactionInfo } from '../interface/index-info.js';
import { buildGraph, withWords } from './build-graph.js';
import { wordsOfDocuments } from './index-words.js';
import { withInserted } from './insert-passages.js';
import type { CompactJob } from './link-job.js';

/** Nothing to add. */
const NOTHING = { documents: [], passages: [], sources: [] };

/** Buffered passages that are worth linking when nothing else is to be done. */
const WORTH_LINKING = 64;

export function compactionInfo({ corpus, core, buffered }: IndexContent): CompactionInfo {
  const counts = { removed: corpus.nodes - corpus.passages, buffered: buffered.size };
  const helps = core?.drift().due;
  if (helps === 'rebuild') return { due: true, ...counts, reason: 'drifted' };
  if (helps === 'compaction') return { due: true, ...counts, reason: 'removed' };
  if (core?.hasWords === false) return { due: true, ...counts, reason: 'words' };
  if (buffered.size >= WORTH_LINKING) return { due: true, ...counts, reason: 'buffered' };
  return { due: false, ...counts };
}

/** A graph of all passages of the documents that stay, and in `order` those documents, by number, as the graph has them. */
export interface Compacted {
  core: CoreIndex | undefined;
  trainedPassages: number;
  order: number[];
  /** Checks of texts that were embedded again, by node. */
  learned?: ReadonlyMap<number, number>;
}

/** Uses only the codes, and embeds nothing; undefined if there is nothing to do. */
export async function* compacted(job: CompactJob): AsyncGenerator<AddProgress, Compacted | undefined> {
  const { content } = job;
  const { corpus, core, buffered, trainedPassages } = content;
  if (core === undefined) return undefined;
  if (buffered.size === 0 && corpus.rows === corpus.documents && core.hasWords) return undefined;
  yield { phase: 'compact', done: 0, total: corpus.nodes };
  const whole = await withInserted(job, core);
  try {
    const order = corpus.livingNumbers();
    if (corpus.passages === 0) {
      whole.free();
      return { core: undefined, trainedPassages: 0, order };
    }
    if (corpus.passages < corpus.nodes) requireSame(whole.compact(), corpus.nodesOf(order));
    yield { phase: 'compact', done: corpus.nodes, total: corpus.nodes };
    // An index of an earlier release was made without.
    if (!whole.hasWords) yield* withWords(whole, wordsOfDocuments({ ...job, corpus, added: NOTHING }, order));
    return { core: whole, trainedPassages, order };
  } catch (error) {
    whole.free();
    throw error;
  }
}

/** Everything is embedded, linked and coded again. */
export async function* rebuilt(job: CompactJob): AsyncGenerator<AddProgress, Compacted> {
  const { core, order, learned } = yield* buildGraph({ ...job, added: NOTHING, dropped: new Set() });
  return { core, order, learned, trainedPassages: job.content.corpus.passages };
}

/** The content after a compaction. */
export function contentOf(api: Core, { corpus }: IndexContent, compacted: Compacted): IndexContent {
  const { core, trainedPassages, order, learned } = compacted;
  const same =
    learned === undefined && order.length === corpus.rows && order.every((number, row) => number === row);
  const next = same ? corpus : corpus.rearranged(order, undefined, learned);
  return newContent(api, { corpus: next, core, trainedPassages });
}

function requireSame(nodes: Uint32Array, kept: readonly number[]): void {
  if (nodes.length === kept.length && kept.every((node, row) => nodes[row] === node)) return;
  throw new LeannError(
    'internal',
    'leann: cannot compact index: its graph keeps other passages than its documents',
  );
}
