// One query in the core.

import type { SearchHandle } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';
import { packedVectors } from './packed-vectors.js';
import type { CoreHits, CoreStats } from './records.js';

/**
 * One query: `while (!search.done) search.supply(await embed(search.wants()))`. It may be done from the start, if
 * all that it wants is cached. Outlives its index.
 */
export class CoreSearch {
  readonly #owned: Owned<SearchHandle>;
  readonly #dimension: number;

  constructor(count: HandleCount, handle: SearchHandle, dimension: number) {
    this.#owned = new Owned(count, handle, 'search');
    this.#dimension = dimension;
  }

  get done(): boolean {
    return this.#owned.handle.done();
  }

  /** Nodes to embed now; empty when done. */
  wants(): Uint32Array {
    return this.#owned.handle.wants();
  }

  /**
   * The vectors of `wants()`, in its order. A refused call changes nothing and can be repeated.
   * @throws LeannError `dimension-mismatch` (also for a wrong count), `not-finite`, `zero-vector`.
   */
  supply(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.supply(packedVectors(vectors, this.#dimension, 'take')));
  }

  /**
   * These nodes turned out not to be what they were when the index was made: from now on they are neither wanted nor
   * among the hits. This may change the nodes that are wanted.
   * @throws LeannError `invalid-argument` for a node that does not exist.
   */
  exclude(nodes: Uint32Array): void {
    unwrap(this.#owned.handle.exclude(nodes));
  }

  /** The best known so far, at most `count`. Default: k. Estimates, corrected, compete with exact scores. */
  hits(count = 0): CoreHits {
    const { ids, distances, exact } = unwrap(this.#owned.handle.hits(count));
    return { ids, scores: distances.map((distance) => -distance), exact };
  }

  /** Ends the search early; `hits` are then the last. */
  stop(): void {
    this.#owned.handle.stop();
  }

  stats(): CoreStats {
    return { ended: undefined, ...this.#owned.handle.stats() };
  }

  free(): void {
    this.#owned.free();
  }
}
