// Building an index in the core.

import { CoreIndex } from './core-index.js';
import type { BuilderHandle, BuildRecord } from './handles.js';
import { type HandleCount, Owned, unwrap } from './owned.js';
import { packedVectors } from './packed-vectors.js';
import type { BuildStep } from './records.js';

/** A build under way. The vectors are in WASM memory, and nowhere else. */
export class CoreBuilder {
  readonly #count: HandleCount;
  readonly #owned: Owned<BuilderHandle>;
  readonly #dimension: number;

  constructor(count: HandleCount, handle: BuilderHandle, dimension: number) {
    this.#count = count;
    this.#owned = new Owned(count, handle, 'builder');
    this.#dimension = dimension;
  }

  get size(): number {
    return this.#owned.handle.size();
  }

  /**
   * Takes in vectors, all or none of them; `order` says which nodes they become.
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`; `invalid-argument` after the first step.
   */
  add(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.add(packedVectors(vectors, this.#dimension, 'add')));
  }

  /**
   * Keeps `counts[0]` vectors together and in order, then the next `counts[1]`, and so on: passages of one document.
   * @throws LeannError `invalid-argument` if they do not add up to `size`, and after the first step.
   */
  group(counts: Uint32Array): void {
    unwrap(this.#owned.handle.group(counts));
  }

  /**
   * How nodes were numbered, once the build is finished and before `finish`: the i-th group, or without `group` node
   * i, is what was added as `order()[i]`. Neighbours get near numbers, which makes the file smaller.
   */
  order(): Uint32Array {
    return this.#owned.handle.order();
  }

  /**
   * Does about `work` passages' worth of the build; call it until `finished`. Training the codes is one slice of
   * its own, about a second at 384 dimensions.
   * @throws LeannError `invalid-argument` when there are no vectors, too few bytes a passage were asked for, or there is nothing to do
   *   but to wait for clusters that were handed out.
   */
  step(work = 256): BuildStep {
    return stepOf(unwrap(this.#owned.handle.step(work)));
  }

  /**
   * The next cluster that nobody has begun, for `Core.buildCluster` of another instance; undefined if there is none, and of an index
   * in one piece. The first call divides the vectors, which takes long where they are many.
   * @throws LeannError `invalid-argument` when there are no vectors.
   */
  handOutCluster(): Uint8Array<ArrayBuffer> | undefined {
    const task = unwrap(this.#owned.handle.handOutCluster());
    return task.length > 0 ? task : undefined;
  }

  /**
   * Takes what `Core.buildCluster` made of a task, in any order; every byte is checked. Once all are back, `step` goes on.
   * @throws LeannError `corrupt` if it does not fit the cluster, `invalid-argument` if that is not handed out, or is back: nothing
   *   is changed then.
   */
  takeCluster(answer: Uint8Array): BuildStep {
    return stepOf(unwrap(this.#owned.handle.takeCluster(answer)));
  }

  /**
   * The index, once; the builder and its vectors are freed.
   * @param cacheBytes most bytes of vectors to keep for later searches. Default 0.
   */
  finish(cacheBytes = 0): CoreIndex {
    const index = new CoreIndex(this.#count, unwrap(this.#owned.handle.finish()), cacheBytes);
    this.free();
    return index;
  }

  free(): void {
    this.#owned.free();
  }
}

function stepOf({ phase, done, total }: BuildRecord): BuildStep {
  return phase === 'done'
    ? { phase: 'calibrate', done, total, finished: true }
    : { phase, done, total, finished: false };
}
