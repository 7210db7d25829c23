// The answers of exact search, with which those of an index are compared.

import type { Document, Embedder } from '../../web/index.js';
import type { VectorsByText } from './recording-embedder.js';

/** How many passages an answer has. */
export const K = 10;

export interface ExactAnswer {
  query: string;
  /** Ids of the {@link K} nearest, and of those that are as near as the last of them. */
  nearest: string[];
}

export interface ExactJob {
  documents: readonly Document[];
  queries: readonly string[];
  embedder: Embedder;
  /** Of all documents' texts. */
  vectors: VectorsByText;
  signal: AbortSignal;
}

/** Embeds the queries and compares each with all documents. */
export async function exactAnswers(job: ExactJob): Promise<ExactAnswer[]> {
  const { documents, queries, embedder, vectors, signal } = job;
  const answers: ExactAnswer[] = [];
  for (const query of queries) {
    const [vector = new Float32Array(0)] = await embedder.embed([query], { kind: 'query', signal });
    const scores = documents.map(({ text }) => dot(vector, vectors.get(text)));
    const least = scores.toSorted((a, b) => b - a)[K - 1] ?? -1;
    const nearest = documents.filter((_, row) => (scores[row] ?? -1) >= least).map(({ id }) => id);
    answers.push({ query, nearest });
  }
  return answers;
}

function dot(a: Float32Array, b: Float32Array | undefined): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b?.[i] ?? 0);
  return sum;
}
