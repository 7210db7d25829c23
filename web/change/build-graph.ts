// Builds a new graph with new codes.

import { nextTask, SLICE_MS } from '../base/next-task.js';
import type { ContentTable } from '../content/content-table.js';
import type { CoreBuilder } from '../core/core-builder.js';
import type { CoreIndex } from '../core/core-index.js';
import type { AddProgress } from '../interface/change-options.js';
import { buildClusters } from './build-clusters.js';
import { completed } from './complete-graph.js';
import { embedSources } from './embed-sources.js';
import { wordsOfDocuments } from './index-words.js';
import { readBuffered } from './insert-passages.js';
import type { LinkJob } from './link-job.js';

/** Nodes that are asked to be built at once, at most: a cluster may end long before. */
const MOST_WORK = 1 << 20;

export interface Built {
  core: CoreIndex | undefined;
  table?: ContentTable | undefined;
  /** The documents in its order, by number; new ones are numbered from the end of the corpus on. */
  order: number[];
  /** Checks of the texts that were embedded again, by node. */
  learned: Map<number, number>;
}

/**
 * A graph of all passages that stay and of the new ones. Everything is embedded again but buffered passages, whose vectors
 * are still there. Errors: those of the embedder and of the core.
 */
export async function* buildGraph(job: LinkJob): AsyncGenerator<AddProgress, Built> {
  const { content, added, dropped } = job;
  const { corpus } = content;
  const kept = corpus.livingNumbers().filter((number) => !dropped.has(number));
  const numbers = [...kept, ...added.documents.map((_, row) => corpus.rows + row)];
  const counts = [...kept.map((number) => corpus.at(number).document), ...added.documents].map(
    ({ passages }) => passages,
  );
  const others = corpus.nodesOf(kept);
  const sources = [...others, ...added.sources];
  const learned = new Map<number, number>();
  if (sources.length === 0) return { core: undefined, order: numbers, learned };
  await readBuffered(content);
  const builder = job.core.builder(job.dimension, job.build);
  try {
    const take = (vectors: Float32Array[]) => builder.add(vectors);
    const onVectors = (first: number, vectors: readonly Float32Array[]) =>
      job.onVectors?.(first - others.length, vectors);
    yield* embedSources({ ...job, learned, onVectors }, sources, take);
    // Documents without passages have no place in the graph; they come last.
    const full = numbers.filter((_, row) => counts[row] !== 0);
    const empty = numbers.filter((_, row) => counts[row] === 0);
    builder.group(Uint32Array.from(counts.filter((count) => count > 0)));
    const { clusterThreads } = job.core;
    if (clusterThreads) yield* buildClusters(builder, clusterThreads, job.signal);
    yield* runBuild(builder, job.signal);
    const order = Array.from(builder.order(), (group) => full[group] ?? -1);
    const core = builder.finish(job.cacheBytes);
    const table = yield* completed(core, job, wordsOfDocuments({ ...job, corpus }, order));
    return { core, table, order: [...order, ...empty], learned };
  } finally {
    builder.free();
  }
}

async function* runBuild(builder: CoreBuilder, signal: AbortSignal): AsyncGenerator<AddProgress> {
  let work = 16;
  for (;;) {
    const began = performance.now();
    const { phase, done, total, finished } = builder.step(work);
    const ms = performance.now() - began;
    if (ms < SLICE_MS / 2) work = Math.min(MOST_WORK, work * 2);
    else if (ms > SLICE_MS * 2) work = Math.max(1, work >> 1);
    yield { phase, done, total };
    signal.throwIfAborted();
    if (finished) return;
    await nextTask();
    signal.throwIfAborted();
  }
}
