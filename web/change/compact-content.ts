// Removes deleted documents from an index, and links buffered passages.

import { LeannError } from '../base/error.js';
import type { ContentTable } from '../content/content-table.js';
import { type IndexContent, newContent } from '../content/index-content.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { AddProgress } from '../interface/change-options.js';
import type { CompactionInfo } from '../interface/index-info.js';
import { buildGraph } from './build-graph.js';
import { completed, lacksTable } from './complete-graph.js';
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
  table?: ContentTable | undefined;
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
  const isWhole = core.hasWords && !lacksTable(content, job);
  if (buffered.size === 0 && corpus.rows === corpus.documents && isWhole) return undefined;
  yield { phase: 'compact', done: 0, total: corpus.nodes };
  const whole = await withInserted(job, core);
  let isDone = false;
  try {
    const order = corpus.livingNumbers();
    if (corpus.passages === 0) return { core: undefined, trainedPassages: 0, order };
    if (corpus.passages < corpus.nodes) requireSame(whole.compact(), corpus.nodesOf(order));
    yield { phase: 'compact', done: corpus.nodes, total: corpus.nodes };
    // An index of an earlier release was made without.
    const words = whole.hasWords ? undefined : wordsOfDocuments({ ...job, corpus, added: NOTHING }, order);
    const table = yield* completed(whole, job, words, job.refit ? undefined : content.table);
    isDone = true;
    return { core: whole, table, trainedPassages, order };
  } finally {
    // Also if the caller leaves before the end.
    if (!isDone) whole.free();
  }
}

/** Everything is embedded, linked and coded again. */
export async function* rebuilt(job: CompactJob): AsyncGenerator<AddProgress, Compacted> {
  const { core, table, order, learned } = yield* buildGraph({ ...job, added: NOTHING, dropped: new Set() });
  return { core, table, order, learned, trainedPassages: job.content.corpus.passages };
}

/** The content after a compaction. */
export function contentOf(api: Core, { corpus }: IndexContent, compacted: Compacted): IndexContent {
  const { core, table, trainedPassages, order, learned } = compacted;
  const same =
    learned === undefined && order.length === corpus.rows && order.every((number, row) => number === row);
  const next = same ? corpus : corpus.rearranged(order, undefined, learned);
  return newContent(api, { corpus: next, core, trainedPassages, table });
}

function requireSame(nodes: Uint32Array, kept: readonly number[]): void {
  if (nodes.length === kept.length && kept.every((node, row) => nodes[row] === node)) return;
  throw new LeannError(
    'internal',
    'leann: cannot compact index: its graph keeps other passages than its documents',
  );
}
