// What a graph has besides nodes and codes: its words, and a table of terms if one is wanted.

import { ContentTable } from '../content/content-table.js';
import type { IndexContent } from '../content/index-content.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CoreWords } from '../core/core-words.js';
import { fitSteps } from '../hosted/fitted-table.js';
import type { AddProgress } from '../interface/change-options.js';
import type { CompactJob } from './link-job.js';

/** The share of words without a row from which on a table is fitted again, though nobody asks for it: 0 to 1. */
const MOST_UNKNOWN = 0.1;

/**
 * Puts words into a graph, if they have to be found, and fits a table to them, if that is wanted. The graph is freed if that fails,
 * or its caller leaves before the end. `before` is a table that may serve, see {@link CompactJob.refit}. Errors: the signal's reason; those of finding words and of the core.
 */
export async function* completed(
  core: CoreIndex,
  job: Pick<CompactJob, 'table' | 'signal'>,
  finding: AsyncGenerator<AddProgress, CoreWords> | undefined,
  before?: ContentTable,
): AsyncGenerator<AddProgress, ContentTable | undefined> {
  let isDone = false;
  try {
    if (finding !== undefined) setWords(core, yield* finding);
    const table = yield* tableOf(core, job, before);
    isDone = true;
    return table;
  } finally {
    if (!isDone) core.free();
  }
}

async function* tableOf(
  core: CoreIndex,
  { table, signal }: Pick<CompactJob, 'table' | 'signal'>,
  before: ContentTable | undefined,
): AsyncGenerator<AddProgress, ContentTable | undefined> {
  if (!table || !canHaveTable(core)) return undefined;
  const moved = before?.movedTo(core);
  return moved !== undefined && moved.unknown <= MOST_UNKNOWN ? moved : yield* fitted(core, signal);
}

/** Whether a compaction would give an index the table that it should have and does not. */
export function lacksTable(
  { core, table }: Pick<IndexContent, 'core' | 'table'>,
  job: Pick<CompactJob, 'table'>,
): boolean {
  return job.table && table === undefined && core !== undefined && canHaveTable(core);
}

function setWords(core: CoreIndex, words: CoreWords): void {
  try {
    core.setWords(words);
  } finally {
    words.free();
  }
}

/** A table stands for inner products of words. */
function canHaveTable(core: CoreIndex): boolean {
  return core.hasWords && core.metric === 'ip';
}

async function* fitted(core: CoreIndex, signal: AbortSignal): AsyncGenerator<AddProgress, ContentTable> {
  const fit = core.fitTable();
  try {
    const steps = fitSteps(fit);
    for (;;) {
      const { done, value } = await steps.next();
      if (done) return new ContentTable(core, value);
      yield { phase: 'table', ...value };
      signal.throwIfAborted();
    }
  } finally {
    fit.free();
  }
}
