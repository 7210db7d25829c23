// Recall against recomputation, as measured: docs/benchmarks.md, "Baselines", N = 59,597, 1,000 queries.

export const RECALL_SOURCE = {
  file: 'docs/benchmarks.md',
  passages: 59_597,
  text: 'package descriptions, all-MiniLM-L6-v2, 1,000 queries that nothing was tuned on',
};

export interface Method {
  name: string;
  bytesPerPassage: number;
  /** Means over the queries: passages recomputed, recall@10. */
  points: readonly (readonly [recomputed: number, recall: number])[];
}

export const METHODS: readonly Method[] = [
  {
    name: 'leann-web, balanced',
    bytesPerPassage: 31.0,
    points: [
      [37.7, 0.944],
      [49.8, 0.966],
      [85.8, 0.99],
    ],
  },
  {
    name: 'leann-web, accurate',
    bytesPerPassage: 47.5,
    points: [
      [21.7, 0.952],
      [26.1, 0.972],
      [39.3, 0.991],
    ],
  },
  {
    name: 'one-bit codes, best recomputed',
    bytesPerPassage: 52.0,
    points: [
      [32.0, 0.895],
      [64.0, 0.958],
      [100.0, 0.98],
    ],
  },
  {
    name: 'LEANN, Algorithm 2 on its pruned graph',
    bytesPerPassage: 70.7,
    points: [
      [80.2, 0.761],
      [129.3, 0.85],
      [447.7, 0.95],
    ],
  },
  {
    name: 'HNSW, recomputing along the path',
    bytesPerPassage: 75.5,
    points: [
      [969.6, 0.935],
      [1290.4, 0.95],
      [1665.4, 0.968],
    ],
  },
];
