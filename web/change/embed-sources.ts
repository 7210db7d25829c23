// Embeds passages of an index and new ones, unless their vectors are still there.

import { nextTask } from '../base/next-task.js';
import { linkedPassages } from '../content/searched-content.js';
import type { AddProgress } from '../interface/change-options.js';
import { checkOf } from '../text/passage-check.js';
import type { LinkJob } from './link-job.js';

/** A passage of the content, by number, or a new one. */
type Source = number | { text: string };

interface EmbedJob extends Pick<LinkJob, 'content' | 'embedder' | 'signal'> {
  /** Gets the checks of texts that are embedded again. */
  learned?: Map<number, number>;
}

/** The vectors of passages, in order; if `take` is given, it gets them piece by piece instead. */
export async function* embedSources(
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
    typeof source === 'number' ? content.buffered.vectors[source - linked] : undefined,
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
