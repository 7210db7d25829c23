// Types of the generated module, by hand: what bindings/leann_core.cpp registers with Embind.

export interface Failure {
  code: string;
  message: string;
}

export interface Handle {
  delete(): void;
}

export interface BuilderHandle extends Handle {
  add(vectors: Float32Array): Failure | undefined;
  size(): number;
  step(nodes: number): { phase: number; done: number; total: number } | Failure;
  finish(): IndexHandle | Failure;
}

export interface IndexHandle extends Handle {
  size(): number;
  dimension(): number;
  isL2(): boolean;
  insert(vectors: Float32Array): Failure | undefined;
  search(query: Float32Array, options: Record<string, number>): SearchHandle | Failure;
  encode(): Uint8Array | Failure;
}

export interface SearchHandle extends Handle {
  done(): boolean;
  wants(): Uint32Array;
  supply(vectors: Float32Array): Failure | undefined;
  hits(): { ids: Uint32Array; distances: Float32Array; exact: Uint8Array } | Failure;
  stats(): { recomputed: number; batches: number; visited: number };
}

export interface LeannCore {
  Builder: { create(dimension: number, options: Record<string, number>): BuilderHandle | Failure };
  Index: {
    open(bytes: Uint8Array): IndexHandle | Failure;
    sizes(
      bytes: Uint8Array,
    ): { total: number; graph: number; codes: number; quantizer: number; rest: number } | Failure;
  };
}

export default function createLeannCore(options: { wasmBinary: ArrayBuffer }): Promise<LeannCore>;
