// The second part of an addition: passages are embedded and linked into the graph.

import type { Core, CoreBuilder, CoreIndex } from './core/core.js';
import type { BuildOptions } from './core/options.js';
import type { Corpus } from './corpus.js';
import type { Embedder } from './embed/embedder.js';
import { embedTexts } from './embed-texts.js';
import { nextTask, SLICE_MS } from './next-task.js';
import type { AddProgress } from './options.js';
import type { StoredPassage } from './storage/store.js';

/** Batches given to the embedder at once: enough for it to sort by length, few enough to show progress. */
const BATCHES_AT_ONCE = 4;

/** An index that has grown to this many times what its codebook was trained on is built anew. */
const GROWTH_BEFORE_REBUILD = 2;

/** An insertion costs time for every passage that is there already (7 µs), so few are made. */
const INSERTED_AT_ONCE = 256;

/** A graph with what it was made from. */
export interface LinkedIndex {
  /** Undefined while there is no passage. */
  core: CoreIndex | undefined;
  /** Passages that the codebook was trained on. */
  trainedPassages: number;
}

export interface LinkJob {
  core: Core;
  embedder: Embedder;
  build: BuildOptions;
  /** What the index may keep of vectors. */
  cacheBytes: number;
  /** The index to start from. */
  current: LinkedIndex;
  /** The passages of `current`. */
  corpus: Corpus;
  /** New passages; at least one. */
  passages: readonly StoredPassage[];
  signal: AbortSignal;
}

/**
 * Makes the index that has the new passages too; `current` stays as it is.
 *
 * While an index stays under twice the passages that its codebook was trained on, new passages are inserted and only
 * they are embedded. Then all is embedded again and built anew, which at most doubles the work, seen over all additions.
 */
export async function* linkPassages(job: LinkJob): AsyncGenerator<AddProgress, LinkedIndex> {
  const { current, corpus, passages } = job;
  const total = corpus.passages + passages.length;
  if (current.core !== undefined && total < GROWTH_BEFORE_REBUILD * current.trainedPassages) {
    return yield* insertPassages(job, current.core);
  }
  return yield* buildAnew(job);
}

async function* insertPassages(job: LinkJob, before: CoreIndex): AsyncGenerator<AddProgress, LinkedIndex> {
  const grown = job.core.open(before.encode(), job.cacheBytes);
  let handedOut = false;
  try {
    let waiting: Float32Array[] = [];
    yield* embedFrom(job, job.corpus.passages, (vectors, last) => {
      waiting.push(...vectors);
      if (waiting.length < INSERTED_AT_ONCE && !last) return;
      grown.insert(waiting);
      waiting = [];
    });
    handedOut = true;
    return { core: grown, trainedPassages: job.current.trainedPassages };
  } finally {
    if (!handedOut) grown.free();
  }
}

async function* buildAnew(job: LinkJob): AsyncGenerator<AddProgress, LinkedIndex> {
  const builder = job.core.builder(job.embedder.dimension, job.build);
  try {
    yield* embedFrom(job, 0, (vectors) => builder.add(vectors));
    yield* runBuild(builder, job.signal);
    const trainedPassages = job.corpus.passages + job.passages.length;
    return { core: builder.finish(job.cacheBytes), trainedPassages };
  } finally {
    builder.free();
  }
}

/** Embeds the passages from a node on, in order, and passes their vectors on. */
async function* embedFrom(
  job: LinkJob,
  first: number,
  take: (vectors: Float32Array[], last: boolean) => void,
): AsyncGenerator<AddProgress> {
  const { embedder, signal } = job;
  const total = job.corpus.passages + job.passages.length;
  const step = embedder.batchSize * BATCHES_AT_ONCE;
  for (let node = first; node < total; node += step) {
    const end = Math.min(node + step, total);
    const texts = await readTexts(job, node, end);
    signal.throwIfAborted();
    take(await embedTexts(embedder, texts, 'passage', signal), end === total);
    yield { phase: 'embed', done: end - first, total: total - first };
    await nextTask();
    signal.throwIfAborted();
  }
}

/** The texts of nodes `first` to `end`, old and new. */
async function readTexts({ corpus, passages }: LinkJob, first: number, end: number): Promise<string[]> {
  const old: number[] = [];
  for (let node = first; node < Math.min(end, corpus.passages); node++) old.push(node);
  const fresh = passages.slice(Math.max(0, first - corpus.passages), Math.max(0, end - corpus.passages));
  return [...(await corpus.read(old)), ...fresh].map((passage) => passage.text);
}

async function* runBuild(builder: CoreBuilder, signal: AbortSignal): AsyncGenerator<AddProgress> {
  let work = 16;
  for (;;) {
    const began = performance.now();
    const { phase, done, total, finished } = builder.step(work);
    const ms = performance.now() - began;
    if (ms < SLICE_MS / 2) work *= 2;
    else if (ms > SLICE_MS * 2) work = Math.max(1, work >> 1);
    yield { phase, done, total };
    signal.throwIfAborted();
    if (finished) return;
    await nextTask();
    signal.throwIfAborted();
  }
}
