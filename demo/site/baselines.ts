// Bytes a passage of other ways to keep the same vectors. They are computed, or copied from docs/benchmarks.md; the page
// measures none of them.

const DIMENSION = 384;

/** Of a file of hnswlib: floats, links for M = 16, a label. */
export const HNSW = 1684;

export interface Baseline {
  name: string;
  bytesPerPassage: number;
}

export const BASELINES: readonly Baseline[] = [
  { name: 'hnswlib, with its vectors', bytesPerPassage: HNSW },
  { name: 'float32 vectors', bytesPerPassage: DIMENSION * 4 },
  { name: 'int8 vectors', bytesPerPassage: DIMENSION + 4 },
  { name: 'one-bit codes', bytesPerPassage: DIMENSION / 8 + 4 },
];

export function hnswBytes(passages: number): number {
  return passages * HNSW;
}
