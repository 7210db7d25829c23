// Embeds passages of an index and new ones, unless their vectors are still there.

import { nextTask } from '../base/next-task.js';
import { linkedPassages } from '../content/searched-content.js';
import type { AddProgress } from '../interface/change-options.js';
import { checkOf } from '../text/passage-check.js';
import type { LinkJob } from './link-job.js';
import type { NewSource } from './read-documents.js';
import { RepeatedTexts } from './repeated-texts.js';

/** A passage of the content, by number, or a new one. */
type Source = number | NewSource;

interface EmbedJob extends Pick<LinkJob, 'content' | 'embedder' | 'signal'> {
  /** Gets the checks of texts that are embedded again. */
  learned?: Map<number, number>;
  /** Told of the vectors of the sources from `first` on. */
  onVectors?: (first: number, vectors: readonly Float32Array[]) => void;
}

/**
 * The vectors of passages, in order; if `take` is given, it gets them piece by piece instead. Equal texts of new passages
 * are embedded once, those of passages of the content once in each window.
 */
export async function* embedSources(
  job: EmbedJob,
  sources: readonly Source[],
  take?: (vectors: Float32Array[]) => void,
): AsyncGenerator<AddProgress, Float32Array[]> {
  const all: Float32Array[] = [];
  const give = take ?? ((vectors) => all.push(...vectors));
  const { signal, embedder } = job;
  const total = sources.length;
  const repeated = new RepeatedTexts(newTexts(sources));
  for (let first = 0; first < total; first += embedder.window) {
    const window = sources.slice(first, first + embedder.window);
    const vectors = yield* embedWindow(job, window, repeated, (done) => ({
      phase: 'embed',
      done: first + done,
      total,
    }));
    give(vectors);
    job.onVectors?.(first, vectors);
    yield { phase: 'embed', done: first + window.length, total };
    await nextTask();
    signal.throwIfAborted();
  }
  return all;
}

function* newTexts(sources: readonly Source[]): Generator<string> {
  for (const source of sources) if (typeof source === 'string') yield source;
}

async function* embedWindow(
  job: EmbedJob,
  sources: readonly Source[],
  repeated: RepeatedTexts,
  progress: (done: number) => AddProgress,
): AsyncGenerator<AddProgress, Float32Array[]> {
  const { content, embedder, signal } = job;
  const linked = linkedPassages(content);
  const vectors = sources.map((source) => {
    if (typeof source === 'number') return content.buffered.vectors[source - linked];
    return typeof source === 'string' ? undefined : source;
  });
  const missing = [...sources.keys()].filter((row) => vectors[row] === undefined);
  const texts = await textsOf(
    job,
    missing.flatMap((row) => sources[row] ?? []),
  );
  signal.throwIfAborted();
  const known = new Map(texts.map((text) => [text, repeated.get(text)]));
  const wanted = [...known.keys()].filter((text) => known.get(text) === undefined);
  const embedding = embedder.embed(wanted, signal);
  for (;;) {
    const { done, value } = await embedding.next();
    if (!done) {
      yield progress(sources.length - wanted.length + value);
      continue;
    }
    for (const [position, text] of wanted.entries()) known.set(text, value[position]);
    for (const [position, row] of missing.entries()) {
      const text = texts[position] ?? '';
      const vector = known.get(text);
      vectors[row] = vector;
      if (vector !== undefined && typeof sources[row] !== 'number') repeated.came(text, vector);
    }
    return vectors.flatMap((vector) => vector ?? []);
  }
}

/** Of sources that are not vectors. */
async function textsOf({ content, learned }: EmbedJob, sources: readonly Source[]): Promise<string[]> {
  const nodes = sources.filter((source) => typeof source === 'number');
  const read = await content.corpus.readOwned(nodes);
  for (const [row, { embedded }] of read.entries()) learned?.set(nodes[row] ?? -1, checkOf(embedded));
  let position = 0;
  return sources.map((source) => (typeof source === 'string' ? source : (read[position++]?.embedded ?? '')));
}
