// Recall against recomputation, as measured: docs/benchmarks.md, "Baselines", N = 60,000, 1,000 queries.

export const RECALL_SOURCE = {
  file: 'docs/benchmarks.md',
  passages: 60_000,
  text: 'definitions of WordNet, all-MiniLM-L6-v2, 1,000 queries that nothing was tuned on',
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
    bytesPerPassage: 31.1,
    points: [
      [34.0, 0.951],
      [43.9, 0.972],
      [71.4, 0.991],
    ],
  },
  {
    name: 'leann-web, accurate',
    bytesPerPassage: 47.6,
    points: [
      [20.2, 0.963],
      [23.4, 0.977],
      [33.7, 0.993],
    ],
  },
  {
    name: 'one-bit codes, best recomputed',
    bytesPerPassage: 52.0,
    points: [
      [32.0, 0.955],
      [64.0, 0.987],
      [100.0, 0.994],
    ],
  },
  {
    name: 'LEANN, Algorithm 2 on its pruned graph',
    bytesPerPassage: 71.3,
    points: [
      [75.2, 0.822],
      [128.4, 0.895],
      [316.0, 0.95],
    ],
  },
  {
    name: 'HNSW, recomputing along the path',
    bytesPerPassage: 86.4,
    points: [
      [793.5, 0.95],
      [1046.9, 0.968],
      [1809.6, 0.986],
    ],
  },
];
