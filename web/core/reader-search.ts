// One query in leann-reader.wasm.

import type { Failure, SearchHandle } from './handles.js';
import type { Address, ReaderMemory } from './reader-calls.js';

/** Bytes of a Hit of src/search/search.h: node, distance, and whether that is exact; bindings/reader/search.cpp checks it. */
const HIT = 12;

export class ReaderSearch implements SearchHandle {
  readonly #memory: ReaderMemory;
  readonly #search: Address;

  constructor(memory: ReaderMemory, search: Address) {
    this.#memory = memory;
    this.#search = search;
  }

  done(): boolean {
    return this.#memory.exports.leann_search_wants(this.#search, this.#memory.out) === 0;
  }

  wants(): Uint32Array {
    const { exports, out } = this.#memory;
    const count = exports.leann_search_wants(this.#search, out);
    return this.#memory.words(this.#memory.handedOut(), count).slice();
  }

  supply(vectors: Float32Array): Failure | undefined {
    const memory = this.#memory;
    return memory.with([vectors], 'go on searching', (copy = 0) =>
      memory.attempt((status) =>
        memory.exports.leann_search_supply(status, this.#search, copy, vectors.length),
      ),
    );
  }

  exclude(nodes: Uint32Array): Failure | undefined {
    const memory = this.#memory;
    return memory.with([nodes], 'exclude nodes', (copy = 0) =>
      memory.attempt((status) =>
        memory.exports.leann_search_exclude(status, this.#search, copy, nodes.length),
      ),
    );
  }

  hits(most: number): ReturnType<SearchHandle['hits']> {
    const { exports, out } = this.#memory;
    const failure = this.#memory.attempt((status) =>
      exports.leann_search_hits(status, this.#search, most, out, out + 4),
    );
    if (failure) return failure;
    const count = this.#memory.handedOut(1);
    const view = new DataView(exports.memory.buffer, this.#memory.handedOut(), count * HIT);
    const rows = Array.from({ length: count }, (_, row) => row * HIT);
    return {
      ids: Uint32Array.from(rows, (row) => view.getUint32(row, true)),
      distances: Float32Array.from(rows, (row) => view.getFloat32(row + 4, true)),
      exact: Uint8Array.from(rows, (row) => view.getUint8(row + 8)),
    };
  }

  stop(): void {
    this.#memory.exports.leann_search_stop(this.#search);
  }

  stats(): ReturnType<SearchHandle['stats']> {
    return this.#memory.record(this.#memory.exports.leann_search_stats(this.#search));
  }

  delete(): void {
    this.#memory.exports.leann_search_free(this.#search);
  }
}
