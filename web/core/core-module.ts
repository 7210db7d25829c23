// Types of the core's module, by hand: what bindings/leann_core.cpp registers with Embind. GraphHandle and SearchHandle
// are also what reader-module.ts makes of bindings/leann_reader.cpp.

export interface Failure {
  code: string;
  message: string;
}

export interface Sizes {
  total: number;
  graph: number;
  codes: number;
  lengths: number;
  quantizer: number;
  cache: number;
  attachments: number;
  rest: number;
}

/** Who made a file; ids and hashes as bytes. */
export interface OriginRecord {
  generation: number;
  commit: Uint8Array;
  fingerprint: string;
  dtype: string;
  device: string;
  corpus: Uint8Array;
}

export interface FileRecord extends OriginRecord {
  sizes: Sizes;
  attachments: { name: string; bytes: Uint8Array }[];
}

export interface Handle {
  delete(): void;
}

export interface BuilderHandle extends Handle {
  add(vectors: Float32Array): Failure | undefined;
  size(): number;
  group(counts: Uint32Array): Failure | undefined;
  order(): Uint32Array;
  step(nodes: number): { phase: number; done: number; total: number } | Failure;
  finish(): IndexHandle | Failure;
}

/** What searches need of an index. */
export interface GraphHandle extends Handle {
  size(): number;
  dimension(): number;
  isL2(): boolean;
  removed(): number;
  search(
    query: Float32Array,
    options: Record<string, number>,
    allowed: Uint8Array | undefined,
  ): SearchHandle | Failure;
  cache(): { bytes: number; entries: number; pinned: number };
}

export interface IndexHandle extends GraphHandle {
  insert(vectors: Float32Array): Failure | undefined;
  remove(nodes: Uint32Array): Failure | undefined;
  drift(): { removed: number; inserted: number; error: number; due: number };
  compact(): Uint32Array | Failure;
  encode(
    cacheBytes: number,
    origin: OriginRecord,
    names: string[],
    contents: Uint8Array[],
  ): Uint8Array | Failure;
  bytes(): Sizes | Failure;
  setCache(bytes: number): Failure | undefined;
}

export interface SearchHandle extends Handle {
  done(): boolean;
  wants(): Uint32Array;
  supply(vectors: Float32Array): Failure | undefined;
  exclude(nodes: Uint32Array): Failure | undefined;
  hits(): { ids: Uint32Array; distances: Float32Array; exact: Uint8Array } | Failure;
  stop(): void;
  stats(): {
    recomputed: number;
    cached: number;
    batches: number;
    visited: number;
    strategy: number;
    ended: number;
    expectedRecall: number;
  };
}

export interface LeannCore {
  Builder: { create(dimension: number, options: Record<string, number>): BuilderHandle | Failure };
  Index: {
    open(bytes: Uint8Array): IndexHandle | Failure;
    read(bytes: Uint8Array): FileRecord | Failure;
  };
}
