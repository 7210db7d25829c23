// Exact search with the vectors of word-embedder.ts, to compare answers with.

import type { Hit } from '../../web/interface/search-update.js';
import { dot } from './dot.js';
import { vectorOf } from './word-embedder.js';

interface Text {
  id: string;
  text: string;
}

/** Ids of the k documents nearest to the query, best first. */
export function exactBest(documents: readonly Text[], query: string, k: number): string[] {
  const scores = exactScores(documents, query);
  return [...scores.keys()]
    .sort((left, right) => (scores.get(right) ?? 0) - (scores.get(left) ?? 0))
    .slice(0, k);
}

/** Share of the k nearest that are among the hits; equal scores count as equal. */
export function recallOf(documents: readonly Text[], query: string, hits: readonly Hit[], k: number): number {
  const scores = exactScores(documents, query);
  const last = [...scores.values()].sort((left, right) => right - left)[k - 1] ?? 0;
  return hits.filter(({ id }) => (scores.get(id) ?? -1) >= last).length / k;
}

function exactScores(documents: readonly Text[], query: string): Map<string, number> {
  const vector = vectorOf(query);
  return new Map(documents.map(({ id, text }) => [id, dot(vector, knownVectorOf(text))]));
}

/** Of the texts of documents, which all queries are compared with. */
const known = new Map<string, Float32Array>();

function knownVectorOf(text: string): Float32Array {
  const vector = known.get(text) ?? vectorOf(text);
  known.set(text, vector);
  return vector;
}
