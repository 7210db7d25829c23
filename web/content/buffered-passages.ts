// Passages that are not linked into the graph yet: few, with their vectors, searched one by one.

import { fromHalves, toHalves } from '../base/half-float.js';
import type { Metric } from '../core/build-options.js';
import type { BufferedHit, BufferOptions, SearchedBuffer } from './searched-content.js';

/** Vectors in order of addition, rounded to half precision as they are stored. */
export class BufferedPassages implements SearchedBuffer {
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

  nearest(query: Float32Array, { metric, accepts }: BufferOptions): BufferedHit[] {
    const score = scoreOf(metric);
    return this.#vectors
      .map((vector, position) => ({ position, score: score(query, vector) }))
      .filter(({ position }) => accepts(position));
  }
}

/** How near two vectors are: higher is nearer. */
export function scoreOf(metric: Metric): (left: Float32Array, right: Float32Array) => number {
  return metric === 'l2' ? minusSquaredDistance : innerProduct;
}

function innerProduct(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}

function minusSquaredDistance(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += ((left[i] ?? 0) - (right[i] ?? 0)) ** 2;
  return -sum;
}
