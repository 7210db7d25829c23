// How close the answers of an index come to those of exact search.

import type { Document, Embedder, LeannIndex } from '../../web/index.js';
import type { VectorsByText } from './recording-embedder.js';

const K = 10;

/** Over all queries. */
export interface Accuracy {
  queries: number;
  /** Share of the ten passages nearest by exact search that are among the ten hits; equal scores count as equal. */
  recallAt10: number;
  /** Mean of passages recomputed. */
  recomputed: number;
}

export interface AccuracyJob {
  /** Opened with `cacheBytes` 0, so that every query finds it the same. */
  index: LeannIndex;
  documents: readonly Document[];
  queries: readonly string[];
  embedder: Embedder;
  vectors: VectorsByText;
  signal: AbortSignal;
}

/** Holds the index's answers against those that the vectors give, which were noted while it was built. */
export async function measureAccuracy(job: AccuracyJob): Promise<Accuracy> {
  const { index, queries, embedder, signal } = job;
  let found = 0;
  let recomputed = 0;
  for (const query of queries) {
    const [vector] = await embedder.embed([query], { kind: 'query', signal });
    if (vector === undefined) continue;
    const scores = exactScores(job, vector);
    const tenth = [...scores.values()].sort((a, b) => b - a)[K - 1] ?? -1;
    for await (const { hits, stats, final } of index.search(query, { k: K, signal })) {
      if (!final) continue;
      found += hits.filter(({ id }) => (scores.get(id) ?? -1) >= tenth).length;
      recomputed += stats.recomputed;
    }
  }
  return {
    queries: queries.length,
    recallAt10: found / (K * queries.length),
    recomputed: recomputed / queries.length,
  };
}

function exactScores({ documents, vectors }: AccuracyJob, query: Float32Array): Map<string, number> {
  return new Map(documents.map(({ id, text }) => [id, dot(query, vectors.get(text))]));
}

function dot(a: Float32Array, b: Float32Array | undefined): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b?.[i] ?? 0);
  return sum;
}
