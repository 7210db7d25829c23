// The yardstick: what an HNSW index that keeps its vectors takes.

/** Of a file of hnswlib: 384 floats, links for M = 16, a label. */
const BYTES_A_PASSAGE = 1684;

export function hnswBytes(passages: number): number {
  return passages * BYTES_A_PASSAGE;
}
