// The index of leann-reader.wasm.

import type { Failure, GraphHandle, SearchHandle, WordAnswer, WordsHandle } from './handles.js';
import type { Address, ReaderMemory } from './reader-calls.js';
import { ReaderSearch } from './reader-search.js';
import { searchReaderWords } from './reader-words.js';
import type { CacheCounts } from './records.js';
import { type Bonuses, type CoreSearchOptions, NO_BONUSES } from './search-options.js';

const NO_WORDS = 'the index does not have those of all passages';

export class ReaderGraph implements GraphHandle {
  readonly #memory: ReaderMemory;
  readonly #reader: Address;

  constructor(memory: ReaderMemory, reader: Address) {
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

  cache(): CacheCounts {
    return this.#memory.record(this.#memory.exports.leann_reader_cache(this.#reader));
  }

  search(
    query: Float32Array,
    options: CoreSearchOptions,
    allowed = new Uint8Array(0),
    bonuses: Bonuses = NO_BONUSES,
  ): SearchHandle | Failure {
    const memory = this.#memory;
    const { exports, out } = memory;
    const { strategy, ...numbers } = {
      ...memory.record<CoreSearchOptions>(exports.leann_search_defaults()),
      ...options,
    };
    // In the order of the defaults, which is that of the fields in bindings/fields.h.
    const values = Float64Array.from(Object.values(numbers));
    const name = new TextEncoder().encode(`${strategy}\0`);
    return memory.with(
      [query, values, name, allowed, bonuses.nodes, bonuses.values],
      'search',
      (vector = 0, row = 0, text = 0, bits = 0, nodes = 0, nearer = 0) => {
        const failure = memory.attempt((status) =>
          exports.leann_search(
            status,
            this.#reader,
            vector,
            query.length,
            row,
            text,
            bits,
            allowed.length,
            nodes,
            nearer,
            bonuses.nodes.length,
            out,
          ),
        );
        return failure ?? new ReaderSearch(memory, memory.handedOut());
      },
    );
  }

  reconstructedMean(nodes: Uint32Array): Float32Array | Failure {
    const memory = this.#memory;
    const mean = new Float32Array(this.dimension());
    return memory.with([nodes, mean], 'reconstruct vectors', (ids = 0, out = 0) => {
      const failure = memory.attempt((status) =>
        memory.exports.leann_reconstructed_mean(status, this.#reader, ids, nodes.length, out),
      );
      return failure ?? new Float32Array(memory.exports.memory.buffer, out, mean.length).slice();
    });
  }

  isCut(): boolean {
    return this.#memory.exports.leann_clusters_cut(this.#reader) !== 0;
  }

  clusterStarts(): Uint32Array {
    const { exports, out } = this.#memory;
    const count = exports.leann_clusters_starts(this.#reader, out);
    return this.#memory.words(this.#memory.handedOut(), count).slice();
  }

  nearestClusters(query: Float32Array, count: number): Uint32Array | Failure {
    const memory = this.#memory;
    const { exports, out } = memory;
    return memory.with([query], 'choose clusters', (vector = 0) => {
      const failure = memory.attempt((status) =>
        exports.leann_clusters_nearest(status, this.#reader, vector, query.length, count, out, out + 4),
      );
      return failure ?? memory.words(memory.handedOut(), memory.handedOut(1)).slice();
    });
  }

  clusterLoaded(cluster: number): boolean {
    return this.#memory.exports.leann_clusters_loaded(this.#reader, cluster) !== 0;
  }

  supplyCluster(cluster: number, bytes: Uint8Array): Failure | undefined {
    const memory = this.#memory;
    return memory.with([bytes], 'take a cluster', (block = 0) =>
      memory.attempt((status) =>
        memory.exports.leann_clusters_supply(status, this.#reader, cluster, block, bytes.length),
      ),
    );
  }

  expectedRecall(probed: number): number {
    return this.#memory.exports.leann_clusters_recall(this.#reader, probed);
  }

  hasWords(): boolean {
    return this.#memory.exports.leann_words_known(this.#reader) !== 0;
  }

  documentStarts(): Uint32Array | undefined {
    const { exports, out } = this.#memory;
    if (!this.hasWords()) return undefined;
    const count = exports.leann_words_starts(this.#reader, out);
    return this.#memory.words(this.#memory.handedOut(), count).slice();
  }

  likeTerm(term: Uint8Array): number | undefined {
    const memory = this.#memory;
    const { exports, out } = memory;
    if (!this.hasWords()) return undefined;
    const number = memory.with([term], 'look for a term', (text = 0) =>
      exports.leann_words_like(this.#reader, text, term.length, out) === 0 ? undefined : memory.handedOut(),
    );
    return typeof number === 'number' ? number : undefined;
  }

  wordBlocks(): number {
    return this.hasWords() ? this.#memory.exports.leann_words_blocks(this.#reader) : 0;
  }

  supplyWords(block: number, bytes: Uint8Array): Failure | undefined {
    const memory = this.#memory;
    if (!this.hasWords()) return refused('take words', NO_WORDS);
    return memory.with([bytes], 'take words', (postings = 0) =>
      memory.attempt((status) =>
        memory.exports.leann_words_supply(status, this.#reader, block, postings, bytes.length),
      ),
    );
  }

  searchWords(
    query: Uint8Array,
    count: number,
    allowed = new Uint8Array(0),
    tail?: WordsHandle,
  ): WordAnswer | Failure {
    if (!this.hasWords()) return refused('search for words', NO_WORDS);
    if (tail !== undefined) return refused('search for words', 'an index that is only read has no others');
    return searchReaderWords(this.#memory, this.#reader, query, count, allowed);
  }

  delete(): void {
    this.#memory.exports.leann_reader_free(this.#reader);
  }
}

function refused(act: string, reason: string): Failure {
  return { code: 'invalid-argument', message: `leann: cannot ${act}: ${reason}` };
}
