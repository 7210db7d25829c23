// A compact index as far as searches see it.

import type { Metric } from './build-options.js';
import { CoreSearch } from './core-search.js';
import type { CoreWords } from './core-words.js';
import type { GraphHandle } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';
import type { CacheCounts, WordHits } from './records.js';
import { type Bonuses, type CoreSearchOptions, checkedSearchOptions } from './search-options.js';
import { wordHits } from './word-hits.js';

/** Graph and codes, no vectors. */
export class CoreGraph<H extends GraphHandle = GraphHandle> {
  protected readonly handles: HandleCount;
  readonly #owned: Owned<H>;

  constructor(count: HandleCount, handle: H) {
    this.handles = count;
    this.#owned = new Owned(count, handle, 'index');
  }

  protected get handle(): H {
    return this.#owned.handle;
  }

  /** With the removed ones. */
  get size(): number {
    return this.handle.size();
  }

  /** How many nodes were removed and are still there. */
  get removed(): number {
    return this.handle.removed();
  }

  get dimension(): number {
    return this.handle.dimension();
  }

  get metric(): Metric {
    return this.handle.isL2() ? 'l2' : 'ip';
  }

  cache(): CacheCounts {
    return this.handle.cache();
  }

  /**
   * @param allowed one bit a node, the lowest of a byte first: whether it may be recomputed and found. Default: all.
   * @param bonuses make nodes count as nearer, also in the scores of hits. Only for scans.
   * @throws LeannError `invalid-argument`, `dimension-mismatch`, `not-finite`, `zero-vector`.
   */
  search(
    query: Float32Array,
    options: CoreSearchOptions,
    allowed?: Uint8Array,
    bonuses?: Bonuses,
  ): CoreSearch {
    const handle = unwrap(this.handle.search(query, checkedSearchOptions(options), allowed, bonuses));
    return new CoreSearch(this.handles, handle, this.dimension);
  }

  /**
   * The mean of the vectors that the codes of these nodes stand for: as near to the true one as codes allow. O(size).
   * @throws LeannError `invalid-argument` for no node, or one that there is not.
   */
  reconstructedMean(nodes: Uint32Array): Float32Array {
    return unwrap(this.handle.reconstructedMean(nodes));
  }

  /** Whether it knows the words of all its passages. */
  get hasWords(): boolean {
    return this.handle.hasWords();
  }

  /**
   * The first node of each document, and in the end the number of nodes; undefined if it does not know words. Removed nodes
   * count.
   */
  documentStarts(): Uint32Array | undefined {
    return this.handle.documentStarts();
  }

  /**
   * The passages that have the words of a query, best first.
   * @param query packed terms, at most 64: of each its flags (1 still being typed, 2 typos allowed, 4 required,
   *   8 excluded), its length in bytes, and its UTF-8.
   * @param count most hits.
   * @param allowed one bit a passage, those of the tail included: whether it may be found. Default: all.
   * @param tail words of passages that are not nodes yet; they are numbered after the nodes.
   * @throws LeannError `invalid-argument`, also if the index does not have the words of all its passages.
   */
  searchWords(query: Uint8Array, count: number, allowed?: Uint8Array, tail?: CoreWords): WordHits {
    return wordHits(unwrap(this.handle.searchWords(query, count, allowed, tail?.handle)));
  }

  /**
   * The number of the term that stands for one in a table of terms: itself, or else one that begins much like it. Undefined
   * if there is none. O(log(terms)).
   */
  likeTerm(term: string): number | undefined {
    return this.handle.likeTerm(new TextEncoder().encode(term));
  }

  /** How many blocks its words' postings come in, see `supplyWords`; 0 if they are in one piece. */
  get wordBlocks(): number {
    return this.handle.wordBlocks();
  }

  /**
   * Takes the postings of a block, which a search for words was missing. Again, it does nothing. O(postings).
   * @throws LeannError `invalid-argument` for a block that there is not, `corrupt` for bytes that are not its postings.
   */
  supplyWords(block: number, bytes: Uint8Array): void {
    unwrap(this.handle.supplyWords(block, bytes));
  }

  /**
   * Whether its nodes come in blocks, see `supplyCluster`. Nodes have their numbers in the whole index everywhere;
   * searches find those that are at hand, and what is said of others is of no effect.
   */
  get isCut(): boolean {
    return this.handle.isCut();
  }

  /** How many clusters it was built in; 0 if in one piece, 1 if that is cut. */
  get clusterCount(): number {
    return Math.max(0, this.clusterStarts().length - 1);
  }

  /** The first node of each cluster, and in the end the number of nodes in clusters; empty without clusters. A copy. */
  clusterStarts(): Uint32Array {
    return this.handle.clusterStarts();
  }

  /**
   * The `count` clusters nearest to a vector, nearest first; all if there are fewer. O(clusters * dimension).
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`.
   */
  nearestClusters(query: Float32Array, count: number): Uint32Array {
    return unwrap(this.handle.nearestClusters(query, count));
  }

  /** Whether the nodes of a cluster are at hand: always if the index is not cut. False for a cluster that there is not. */
  clusterLoaded(cluster: number): boolean {
    return this.handle.clusterLoaded(cluster);
  }

  /**
   * Takes the nodes of a cluster, in whatever order clusters come; searches that begin later see them. Again, it does nothing.
   * Every byte is checked; after an error the index is as it was. O(nodes of the cluster).
   * @throws LeannError `invalid-argument` for a cluster that there is not, or if the index is not cut; `corrupt` for bytes that
   *   are not that cluster's; `out-of-memory`.
   */
  supplyCluster(cluster: number, bytes: Uint8Array): void {
    unwrap(this.handle.supplyCluster(cluster, bytes));
  }

  /**
   * The share of the ten nearest passages that is expected to be in the `probed` clusters nearest to a query, 0 to 1. Measured
   * when the index was built, with mixtures of passages for queries.
   */
  expectedRecall(probed: number): number {
    return this.handle.expectedRecall(probed);
  }

  free(): void {
    this.#owned.free();
  }
}
