// The second part of an addition: passages are embedded, and wait, are linked into the graph, or a new one is built.

import { nextTask, SLICE_MS } from '../base/next-task.js';
import { type IndexContent, markRemoved, removeNodes } from '../content/index-content.js';
import { linkedPassages } from '../content/searched-content.js';
import { WaitingPassages } from '../content/waiting-passages.js';
import type { BuildOptions } from '../core/build-options.js';
import type { Core } from '../core/core.js';
import type { CoreBuilder } from '../core/core-builder.js';
import type { CoreIndex } from '../core/core-index.js';
import type { AddProgress } from '../interface/change-options.js';
import { checkOf } from '../text/passage-check.js';
import type { PassageEmbedder } from './passage-embedder.js';
import type { NewDocuments } from './read-documents.js';

/** An index that has grown to this many times what its codebook was trained on is built anew. */
const GROWTH_BEFORE_REBUILD = 2;

/**
 * Passages that wait at most. Linking takes time for every passage that is there already (7 µs), so it is done for many
 * at once; one that waits costs a search 1 µs, and its vector is stored.
 */
const MOST_WAITING = 256;

export interface LinkJob {
  core: Core;
  embedder: PassageEmbedder;
  dimension: number;
  build: BuildOptions;
  /** What the index may keep of vectors. */
  cacheBytes: number;
  /** What there is; it stays as it is. */
  content: IndexContent;
  added: NewDocuments;
  /** Numbers of documents that go. */
  dropped: ReadonlySet<number>;
  signal: AbortSignal;
}

/**
 * What became of the new passages: they wait, with these vectors; or they are linked, in a graph of all passages; or a
 * new graph has all passages of the documents that stay and of the new ones.
 */
export type Linked =
  | { kind: 'waiting'; vectors: Float32Array[] }
  | { kind: 'inserted'; core: CoreIndex }
  | Built;

/**
 * A new graph; the documents in its order, by number, new ones from the corpus's end on; and checks of the texts that
 * were embedded again, by node.
 */
export interface Built {
  kind: 'built';
  core: CoreIndex | undefined;
  order: number[];
  learned: Map<number, number>;
}

/** Embeds and links; nothing of `content` changes. Errors: what the embedder throws; those of the core. */
export async function* linkPassages(job: LinkJob): AsyncGenerator<AddProgress, Linked> {
  const { content, added, dropped } = job;
  const { corpus, core, waiting, trainedPassages } = content;
  const leaving = corpus.nodesOf(dropped).length;
  const total = corpus.passages - leaving + added.passages.length;
  if (core === undefined || total >= GROWTH_BEFORE_REBUILD * trainedPassages) return yield* buildAnew(job);
  const vectors = yield* embedAll(job, added.passages);
  if (waiting.size + vectors.length < MOST_WAITING) return { kind: 'waiting', vectors };
  await learnWaiting(content);
  return { kind: 'inserted', core: withInserted(job, core, vectors) };
}

/** Applies what {@link linkPassages} made; the content that results shares what has not changed. */
export function contentAfter(
  { content, added, dropped }: Pick<LinkJob, 'content' | 'added' | 'dropped'>,
  linked: Linked,
): IndexContent {
  const { corpus } = content;
  if (linked.kind === 'built') {
    const next = corpus.rearranged(linked.order, added, linked.learned);
    return { corpus: next, core: linked.core, trainedPassages: next.nodes, waiting: new WaitingPassages() };
  }
  const core = linked.kind === 'inserted' ? linked.core : content.core;
  if (core !== undefined) removeNodes(core, corpus.nodesOf(dropped));
  corpus.delete(dropped);
  corpus.append(added.documents, added.passages);
  if (linked.kind === 'inserted') return { ...content, core, waiting: new WaitingPassages() };
  content.waiting.add(linked.vectors);
  return content;
}

/** Reads the texts of those that wait, so that their checks can be stored with the graph. */
export async function learnWaiting(content: IndexContent): Promise<void> {
  const { corpus, waiting } = content;
  const nodes = Array.from({ length: waiting.size }, (_, row) => linkedPassages(content) + row);
  const read = await corpus.read(nodes);
  for (const [row, { text }] of read.entries()) corpus.matches(nodes[row] ?? -1, text);
}

/** A copy of a content's graph with those that wait, and these after them. */
export function withInserted(
  job: Pick<LinkJob, 'core' | 'cacheBytes' | 'content'>,
  before: CoreIndex,
  vectors: readonly Float32Array[],
): CoreIndex {
  const grown = job.core.open(before.encode(), job.cacheBytes);
  try {
    const waiting = [...job.content.waiting.vectors, ...new WaitingPassages(vectors).vectors];
    for (let first = 0; first < waiting.length; first += MOST_WAITING) {
      grown.insert(waiting.slice(first, first + MOST_WAITING));
    }
    markRemoved(grown, job.content.corpus);
    return grown;
  } catch (error) {
    grown.free();
    throw error;
  }
}

/** A graph of all passages that stay and of the new ones, embedded again unless their vectors are still there. */
export async function* buildAnew(job: LinkJob): AsyncGenerator<AddProgress, Built> {
  const { content, added, dropped } = job;
  const { corpus } = content;
  const kept = corpus.livingNumbers().filter((number) => !dropped.has(number));
  const numbers = [...kept, ...added.documents.map((_, row) => corpus.rows + row)];
  const counts = [...kept.map((number) => corpus.at(number).document), ...added.documents].map(
    ({ passages }) => passages,
  );
  const sources = [...corpus.nodesOf(kept), ...added.passages];
  const learned = new Map<number, number>();
  if (sources.length === 0) return { kind: 'built', core: undefined, order: numbers, learned };
  await learnWaiting(content);
  const builder = job.core.builder(job.dimension, job.build);
  try {
    const take = (vectors: Float32Array[]) => builder.add(vectors);
    yield* embedAll({ ...job, learned }, sources, take);
    // Documents without passages have no place in the graph; they come last.
    const full = numbers.filter((_, row) => counts[row] !== 0);
    const empty = numbers.filter((_, row) => counts[row] === 0);
    builder.group(Uint32Array.from(counts.filter((count) => count > 0)));
    yield* runBuild(builder, job.signal);
    const order = Array.from(builder.order(), (group) => full[group] ?? -1);
    return { kind: 'built', core: builder.finish(job.cacheBytes), order: [...order, ...empty], learned };
  } finally {
    builder.free();
  }
}

/** A passage of the content, by number, or a new one. */
type Source = number | { text: string };

interface EmbedJob extends LinkJob {
  /** Gets the checks of what is embedded again. */
  learned?: Map<number, number>;
}

/** The vectors of passages, in order; where `take` is given, it gets them piece by piece instead. */
async function* embedAll(
  job: EmbedJob,
  sources: readonly Source[],
  take?: (vectors: Float32Array[]) => void,
): AsyncGenerator<AddProgress, Float32Array[]> {
  const all: Float32Array[] = [];
  const give = take ?? ((vectors) => all.push(...vectors));
  const { signal, embedder } = job;
  const total = sources.length;
  for (let first = 0; first < total; first += embedder.window) {
    const window = sources.slice(first, first + embedder.window);
    const vectors = yield* embedWindow(job, window, (done) => ({
      phase: 'embed',
      done: first + done,
      total,
    }));
    give(vectors);
    yield { phase: 'embed', done: first + window.length, total };
    await nextTask();
    signal.throwIfAborted();
  }
  return all;
}

async function* embedWindow(
  job: EmbedJob,
  sources: readonly Source[],
  progress: (done: number) => AddProgress,
): AsyncGenerator<AddProgress, Float32Array[]> {
  const { content, embedder, signal } = job;
  const linked = linkedPassages(content);
  const vectors = sources.map((source) =>
    typeof source === 'number' ? content.waiting.vectors[source - linked] : undefined,
  );
  const missing = [...sources.keys()].filter((row) => vectors[row] === undefined);
  const texts = await textsOf(
    job,
    missing.flatMap((row) => sources[row] ?? []),
  );
  signal.throwIfAborted();
  const embedding = embedder.embed(texts, signal);
  for (;;) {
    const { done, value } = await embedding.next();
    if (!done) {
      yield progress(sources.length - missing.length + value);
      continue;
    }
    for (const [position, row] of missing.entries()) vectors[row] = value[position];
    return vectors.flatMap((vector) => vector ?? []);
  }
}

async function textsOf({ content, learned }: EmbedJob, sources: readonly Source[]): Promise<string[]> {
  const nodes = sources.filter((source) => typeof source === 'number');
  const read = await content.corpus.read(nodes);
  for (const [row, { text }] of read.entries()) learned?.set(nodes[row] ?? -1, checkOf(text));
  let position = 0;
  return sources.map((source) => (typeof source === 'number' ? (read[position++]?.text ?? '') : source.text));
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
