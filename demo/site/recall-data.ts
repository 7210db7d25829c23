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
      [34.8, 0.952],
      [44.4, 0.972],
      [72.4, 0.992],
    ],
  },
  {
    name: 'leann-web, accurate',
    bytesPerPassage: 47.6,
    points: [
      [19.9, 0.962],
      [23.2, 0.975],
      [33.6, 0.993],
    ],
  },
  {
    name: 'one-bit codes, best recomputed',
    bytesPerPassage: 52.0,
    points: [
      [32.0, 0.956],
      [64.0, 0.988],
      [100.0, 0.995],
    ],
  },
  {
    name: 'LEANN, Algorithm 2 on its pruned graph',
    bytesPerPassage: 71.3,
    points: [
      [78.4, 0.827],
      [129.0, 0.888],
      [338.3, 0.95],
    ],
  },
  {
    name: 'HNSW, recomputing along the path',
    bytesPerPassage: 86.4,
    points: [
      [768.7, 0.95],
      [1070.6, 0.972],
      [1828.9, 0.987],
    ],
  },
];
