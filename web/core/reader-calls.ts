// The C functions of leann-reader.wasm (bindings/reader/), and its memory: what goes in, and what is read there.

import type { Failure } from './handles.js';

/** In the module's memory. */
export type Address = number;

/** What the module exports; `count`s are of elements. */
export interface ReaderExports {
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
  leann_reader_cache(reader: Address): Address;
  leann_describe(status: Address, bytes: Address, count: number, out: Address): number;
  leann_report_free(report: Address): void;
  leann_report_sizes(report: Address): Address;
  leann_report_fingerprint(report: Address, out: Address): number;
  leann_report_attachment(report: Address, name: Address, out: Address): number;
  leann_search_defaults(): Address;
  leann_search(
    status: Address,
    reader: Address,
    query: Address,
    dimension: number,
    numbers: Address,
    strategy: Address,
    allowed: Address,
    allowedBytes: number,
    bonusNodes: Address,
    bonuses: Address,
    bonusCount: number,
    out: Address,
  ): number;
  leann_clusters_cut(reader: Address): number;
  leann_clusters_starts(reader: Address, out: Address): number;
  leann_clusters_nearest(
    status: Address,
    reader: Address,
    query: Address,
    dimension: number,
    most: number,
    out: Address,
    count: Address,
  ): number;
  leann_clusters_loaded(reader: Address, cluster: number): number;
  leann_clusters_supply(
    status: Address,
    reader: Address,
    cluster: number,
    bytes: Address,
    count: number,
  ): number;
  leann_clusters_recall(reader: Address, probed: number): number;
  leann_reconstructed_mean(
    status: Address,
    reader: Address,
    nodes: Address,
    count: number,
    out: Address,
  ): number;
  leann_search_free(search: Address): void;
  leann_search_wants(search: Address, out: Address): number;
  leann_search_supply(status: Address, search: Address, vectors: Address, count: number): number;
  leann_search_exclude(status: Address, search: Address, nodes: Address, count: number): number;
  leann_search_stop(search: Address): void;
  leann_search_hits(status: Address, search: Address, most: number, out: Address, count: Address): number;
  leann_search_stats(search: Address): Address;
  leann_words_starts(reader: Address, out: Address): number;
  leann_words_known(reader: Address): number;
  leann_words_like(reader: Address, term: Address, bytes: number, out: Address): number;
  leann_words_blocks(reader: Address): number;
  leann_words_supply(status: Address, reader: Address, block: number, bytes: Address, count: number): number;
  leann_words_search(
    status: Address,
    reader: Address,
    query: Address,
    queryBytes: number,
    count: number,
    allowed: Address,
    allowedBytes: number,
    out: Address,
  ): number;
  leann_words_free(answer: Address): void;
  leann_words_hits(answer: Address, out: Address): number;
  leann_words_matched(answer: Address, out: Address): number;
  leann_words_permitted(answer: Address, out: Address): number;
  leann_words_missing(answer: Address, out: Address): number;
}

const WORD = 4;
/** Bytes of a Field of bindings/reader/calls.h: the addresses of its name and of its text, and a number. */
const FIELD = 16;

/** Views of the memory are made for each use, since it may grow with any call. */
export class ReaderMemory {
  readonly exports: ReaderExports;
  /** Where calls put the address that they hand out, or two words. */
  readonly out: Address;
  readonly #status: Address;

  constructor(exports: ReaderExports) {
    this.exports = exports;
    this.out = exports.leann_allocate(2 * WORD);
    this.#status = exports.leann_status_new();
  }

  bytes(address: Address, count: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address, count);
  }

  words(address: Address, count: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, address, count);
  }

  /** What the last call put into `out`. */
  handedOut(word = 0): number {
    return this.words(this.out, 2)[word] ?? 0;
  }

  /** A text that ends with a zero byte. */
  text(address: Address): string {
    const all = new Uint8Array(this.exports.memory.buffer);
    return new TextDecoder().decode(all.subarray(address, all.indexOf(0, address)));
  }

  /** A record: fields one after the other, up to one without a name. */
  record<T>(address: Address): T {
    const record: Record<string, number | string> = {};
    for (let at = address; ; at += FIELD) {
      const [name = 0, text = 0] = this.words(at, 2);
      if (name === 0) return record as T;
      const [number = 0] = new Float64Array(this.exports.memory.buffer, at + 2 * WORD, 1);
      record[this.text(name)] = text === 0 ? number : this.text(text);
    }
  }

  /** Calls with the address of a copy of each array, which is freed afterwards; a failure if there is no room. */
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

  /** Why `call` failed, undefined if all went well. */
  attempt(call: (status: Address) => number): Failure | undefined {
    if (call(this.#status) !== 0) return undefined;
    const { leann_status_name: name, leann_status_message: message, leann_free: free } = this.exports;
    const code = this.text(name(this.#status));
    const address = message(this.#status);
    if (address === 0) return { code, message: `leann: cannot go on: ${code}` };
    const failure = { code, message: this.text(address) };
    free(address);
    return failure;
  }
}
