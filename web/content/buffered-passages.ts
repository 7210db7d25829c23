// Passages that are not linked into the graph yet: few, with their vectors, searched one by one.

import { fromHalves, toHalves } from '../base/half-float.js';
import type { Metric } from '../core/build-options.js';

/** A buffered passage, by position, and its score: higher is better. */
export interface BufferedHit {
  position: number;
  score: number;
}

/** Vectors in order of addition, rounded to half precision as they are stored. */
export class BufferedPassages {
  readonly #vectors: Float32Array[] = [];

  constructor(vectors: readonly Float32Array[] = []) {
    this.add(vectors);
  }

  /** Reverses {@link halves}. */
  static fromHalves(halves: Uint16Array, dimension: number): BufferedPassages {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < halves.length; at += dimension) {
      vectors.push(fromHalves(halves.subarray(at, at + dimension)));
    }
    return new BufferedPassages(vectors);
  }

  get size(): number {
    return this.#vectors.length;
  }

  get vectors(): readonly Float32Array[] {
    return this.#vectors;
  }

  add(vectors: readonly Float32Array[]): void {
    for (const vector of vectors) this.#vectors.push(fromHalves(toHalves(vector)));
  }

  /** All vectors, one after the other. */
  halves(): Uint16Array {
    const dimension = this.#vectors[0]?.length ?? 0;
    const all = new Uint16Array(this.#vectors.length * dimension);
    for (const [row, vector] of this.#vectors.entries()) all.set(toHalves(vector), row * dimension);
    return all;
  }

  /** The passages that `accepts` lets through, nearest first. */
  nearest(
    query: Float32Array,
    { metric, accepts }: { metric: Metric; accepts: (position: number) => boolean },
  ): BufferedHit[] {
    const score = metric === 'l2' ? minusSquaredDistance : innerProduct;
    return this.#vectors
      .map((vector, position) => ({ position, score: score(query, vector) }))
      .filter(({ position }) => accepts(position))
      .sort((left, right) => right.score - left.score || left.position - right.position);
  }
}

function innerProduct(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function minusSquaredDistance(left: Float32Array, right: Float32Array): number {
  return -left.reduce((sum, value, index) => sum + (value - (right[index] ?? 0)) ** 2, 0);
}
