// leann-reader.wasm: calls the C functions of bindings/leann_reader.cpp, whose layouts are known here and there only.

import { LeannError } from '../base/error.js';
import type { Failure, GraphHandle, SearchHandle } from './core-module.js';
import type { ReadFile } from './records.js';

/** An address in the module's memory. */
type Address = number;

/** What the module exports; `count`s are of elements. */
interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  leann_allocate(bytes: number): Address;
  leann_free(block: Address): void;
  leann_status_new(): Address;
  leann_status_name(status: Address): Address;
  leann_status_message(status: Address): Address;
  leann_open(status: Address, bytes: Address, count: number, cacheBytes: number, out: Address): number;
  leann_reader_free(reader: Address): void;
  leann_reader_size(reader: Address): number;
  leann_reader_removed(reader: Address): number;
  leann_reader_dimension(reader: Address): number;
  leann_reader_is_l2(reader: Address): number;
  leann_reader_cache(reader: Address, record: Address): void;
  leann_describe(status: Address, bytes: Address, count: number, out: Address): number;
  leann_report_free(report: Address): void;
  leann_report_sizes(report: Address, record: Address): void;
  leann_report_fingerprint(report: Address, out: Address): number;
  leann_report_attachment(report: Address, name: Address, out: Address): number;
  leann_search(
    status: Address,
    reader: Address,
    query: Address,
    dimension: number,
    numbers: Address,
    allowed: Address,
    allowedBytes: number,
    out: Address,
  ): number;
  leann_search_free(search: Address): void;
  leann_search_wants(search: Address, out: Address): number;
  leann_search_supply(status: Address, search: Address, vectors: Address, count: number): number;
  leann_search_exclude(status: Address, search: Address, nodes: Address, count: number): number;
  leann_search_stop(search: Address): void;
  leann_search_hits(status: Address, search: Address, record: Address, count: Address): number;
  leann_search_stats(search: Address, record: Address): void;
}

export interface ReaderModule {
  open(bytes: Uint8Array, cacheBytes: number): GraphHandle | Failure;
  read(bytes: Uint8Array, attachment: string): ReadFile | Failure;
}

/** The options that bindings/leann_reader.cpp reads, in its order. */
const NUMBERS = ['k', 'strategy', 'confidence', 'ef', 'ratio', 'batchSize', 'maxRecomputes'];

const IMPORTS = {
  // Views of the memory are made anew with each use, so that it may grow unseen.
  env: { emscripten_notify_memory_growth: () => undefined },
  wasi_snapshot_preview1: {
    proc_exit: (code: number) => {
      throw new WebAssembly.RuntimeError(`leann: cannot go on: the WASM core ended with code ${code}`);
    },
  },
};

/** Of all records that are handed out, in words. */
const LONGEST_RECORD = 8;
const WORD = 4;
const MOST_BYTES = 0xffffffff;

/** Errors: `internal` where it is no such module. */
export async function startReader(wasm: ArrayBuffer): Promise<ReaderModule> {
  try {
    const { instance } = await WebAssembly.instantiate(wasm, IMPORTS);
    const exports = instance.exports as unknown as Exports;
    exports._initialize();
    return new Reader(new Memory(exports));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LeannError('internal', `leann: cannot start the WASM core: ${reason}`, { cause });
  }
}

/** Bytes on their way into the module, and out of it. */
class Memory {
  readonly exports: Exports;
  /** Where calls put what they hand out. */
  readonly record: Address;
  readonly #status: Address;

  constructor(exports: Exports) {
    this.exports = exports;
    this.record = exports.leann_allocate(LONGEST_RECORD * WORD);
    this.#status = exports.leann_status_new();
  }

  bytes(address: Address, count: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address, count);
  }

  words(address: Address, count: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, address, count);
  }

  floats(address: Address, count: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, count);
  }

  /** The first word of the record. */
  get handedOut(): number {
    return this.words(this.record, 1)[0] ?? 0;
  }

  /** Calls with the address of a copy of each array, which is freed afterwards; a failure where there is no room. */
  with<T>(
    arrays: readonly (Uint8Array | Uint32Array | Float32Array | Float64Array)[],
    act: string,
    use: (...addresses: Address[]) => T,
  ): T | Failure {
    const addresses: Address[] = [];
    try {
      for (const array of arrays) {
        const address = this.exports.leann_allocate(Math.max(1, array.byteLength));
        if (address === 0) return { code: 'out-of-memory', message: `leann: cannot ${act}: out of memory` };
        addresses.push(address);
        const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        this.bytes(address, bytes.length).set(bytes);
      }
      return use(...addresses);
    } finally {
      for (const address of addresses) this.exports.leann_free(address);
    }
  }

  /** What `call` failed with, undefined where all went well. */
  attempt(call: (status: Address) => number): Failure | undefined {
    if (call(this.#status) !== 0) return undefined;
    const { leann_status_name: name, leann_status_message: message, leann_free: free } = this.exports;
    const code = this.#text(name(this.#status));
    const address = message(this.#status);
    if (address === 0) return { code, message: `leann: cannot go on: ${code}` };
    const failure = { code, message: this.#text(address) };
    free(address);
    return failure;
  }

  #text(address: Address): string {
    const all = new Uint8Array(this.exports.memory.buffer);
    return new TextDecoder().decode(all.subarray(address, all.indexOf(0, address)));
  }
}

class Reader implements ReaderModule {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  open(bytes: Uint8Array, cacheBytes: number): GraphHandle | Failure {
    const memory = this.#memory;
    const { exports, record } = memory;
    const budget = Math.min(cacheBytes, MOST_BYTES);
    return memory.with([bytes], 'open the index', (copy = 0) => {
      const failure = memory.attempt((status) =>
        exports.leann_open(status, copy, bytes.length, budget, record),
      );
      return failure ?? new Graph(memory, memory.handedOut);
    });
  }

  read(bytes: Uint8Array, attachment: string): ReadFile | Failure {
    const memory = this.#memory;
    const { exports, record } = memory;
    const name = new TextEncoder().encode(attachment);
    return memory.with([bytes, name], 'read the index', (copy = 0, letters = 0) => {
      const failure = memory.attempt((status) => exports.leann_describe(status, copy, bytes.length, record));
      if (failure) return failure;
      const report = memory.handedOut;
      try {
        const length = exports.leann_report_fingerprint(report, record);
        const fingerprint = new TextDecoder().decode(memory.bytes(memory.handedOut, length));
        const count = exports.leann_report_attachment(report, letters, record);
        const content = memory.handedOut;
        exports.leann_report_sizes(report, record);
        const [
          total = 0,
          graph = 0,
          codes = 0,
          lengths = 0,
          quantizer = 0,
          cache = 0,
          attachments = 0,
          rest = 0,
        ] = memory.words(record, LONGEST_RECORD);
        return {
          fingerprint,
          sizes: { total, graph, codes, lengths, quantizer, cache, attachments, rest },
          attachment: content === 0 ? undefined : memory.bytes(content, count).slice(),
        };
      } finally {
        exports.leann_report_free(report);
      }
    });
  }
}

class Graph implements GraphHandle {
  readonly #memory: Memory;
  readonly #reader: Address;

  constructor(memory: Memory, reader: Address) {
    this.#memory = memory;
    this.#reader = reader;
  }

  size(): number {
    return this.#memory.exports.leann_reader_size(this.#reader);
  }

  removed(): number {
    return this.#memory.exports.leann_reader_removed(this.#reader);
  }

  dimension(): number {
    return this.#memory.exports.leann_reader_dimension(this.#reader);
  }

  isL2(): boolean {
    return this.#memory.exports.leann_reader_is_l2(this.#reader) !== 0;
  }

  cache(): { bytes: number; entries: number; pinned: number } {
    const { exports, record } = this.#memory;
    exports.leann_reader_cache(this.#reader, record);
    const [bytes = 0, entries = 0, pinned = 0] = this.#memory.words(record, 3);
    return { bytes, entries, pinned };
  }

  search(
    query: Float32Array,
    options: Record<string, number>,
    allowed = new Uint8Array(0),
  ): SearchHandle | Failure {
    const memory = this.#memory;
    const { exports, record } = memory;
    const numbers = Float64Array.from(NUMBERS, (name) => options[name] ?? 0);
    return memory.with([query, numbers, allowed], 'search', (vector = 0, values = 0, bits = 0) => {
      const failure = memory.attempt((status) =>
        exports.leann_search(
          status,
          this.#reader,
          vector,
          query.length,
          values,
          bits,
          allowed.length,
          record,
        ),
      );
      return failure ?? new GraphSearch(memory, memory.handedOut, Math.min(options.k ?? 0, this.size()));
    });
  }

  delete(): void {
    this.#memory.exports.leann_reader_free(this.#reader);
  }
}

class GraphSearch implements SearchHandle {
  readonly #memory: Memory;
  readonly #search: Address;
  readonly #mostHits: number;

  constructor(memory: Memory, search: Address, mostHits: number) {
    this.#memory = memory;
    this.#search = search;
    this.#mostHits = mostHits;
  }

  done(): boolean {
    return this.#memory.exports.leann_search_wants(this.#search, this.#memory.record) === 0;
  }

  wants(): Uint32Array {
    const { exports, record } = this.#memory;
    const count = exports.leann_search_wants(this.#search, record);
    return this.#memory.words(this.#memory.handedOut, count).slice();
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

  hits(): { ids: Uint32Array; distances: Float32Array; exact: Uint8Array } | Failure {
    const memory = this.#memory;
    const { exports, record } = memory;
    const room = new Uint32Array(3 * this.#mostHits);
    return memory.with([room], 'rank hits', (rows = 0) => {
      const failure = memory.attempt((status) =>
        exports.leann_search_hits(status, this.#search, rows, record),
      );
      if (failure) return failure;
      const count = memory.handedOut;
      const words = memory.words(rows, 3 * count);
      const floats = memory.floats(rows, 3 * count);
      return {
        ids: Uint32Array.from({ length: count }, (_, row) => words[3 * row] ?? 0),
        distances: Float32Array.from({ length: count }, (_, row) => floats[3 * row + 1] ?? 0),
        exact: Uint8Array.from({ length: count }, (_, row) => words[3 * row + 2] ?? 0),
      };
    });
  }

  stop(): void {
    this.#memory.exports.leann_search_stop(this.#search);
  }

  stats(): ReturnType<SearchHandle['stats']> {
    const { exports, record } = this.#memory;
    exports.leann_search_stats(this.#search, record);
    const [recomputed = 0, cached = 0, batches = 0, visited = 0, strategy = 0, ended = 0] =
      this.#memory.words(record, 6);
    const [expectedRecall = 0] = this.#memory.floats(record + 6 * WORD, 1);
    return { recomputed, cached, batches, visited, strategy, ended, expectedRecall };
  }

  delete(): void {
    this.#memory.exports.leann_search_free(this.#search);
  }
}
