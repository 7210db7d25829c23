// A compact index as far as searches see it.

import type { Metric } from './build-options.js';
import { CoreSearch } from './core-search.js';
import type { GraphHandle } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';
import type { CacheCounts } from './records.js';
import { type Bonuses, type CoreSearchOptions, checkedSearchOptions } from './search-options.js';

/** Graph and codes, no vectors. */
export class CoreGraph<H extends GraphHandle = GraphHandle> {
  readonly #count: HandleCount;
  readonly #owned: Owned<H>;

  constructor(count: HandleCount, handle: H) {
    this.#count = count;
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
    return new CoreSearch(this.#count, handle, this.dimension);
  }

  free(): void {
    this.#owned.free();
  }
}
