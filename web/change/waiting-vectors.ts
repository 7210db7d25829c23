// The vectors of the buffered passages of an index, and after them of those that are being added: guesses, until the model has given
// each its own.

import { type BufferedPassages, scoreOf } from '../content/buffered-passages.js';
import type { BufferedHit, BufferOptions, SearchedBuffer } from '../content/searched-content.js';
import { WORDS_WEIGHT } from '../search/scoring.js';

/**
 * Bytes of vectors that are kept: of 21,845 passages at 384 dimensions, which a search takes some 20 ms to compare. Passages after
 * those are found by their words until they are added.
 */
const MOST_BYTES = 32 << 20;

/**
 * How near a query a passage is taken to be, as a cosine: so much of the cosine of its guess, and, as guesses of new words are poor, more
 * the better its words match, up to a strength. So measured that new documents have their share of answers while they wait, and others
 * theirs (docs/benchmarks.md, "While documents are embedded").
 */
const OF_GUESS = { model: 0.8, table: 0.7 };
const MOST_STRENGTH = 0.1;
const A_STRENGTH = 1;
/** Likewise of a passage of which nothing is known but its words. */
const LEAST_BY_WORDS = 0.15;
const A_STRENGTH_BY_WORDS = 3;

export class WaitingVectors implements SearchedBuffer {
  readonly #buffered: BufferedPassages;
  /** The first position of a waiting passage. */
  readonly #first: number;
  readonly #waiting: (Float32Array | undefined)[];
  /** Waiting passages whose vector is the model's. */
  readonly #exact = new Set<number>();
  /** The first waiting passages, of which vectors are kept. */
  readonly most: number;

  constructor(buffered: BufferedPassages, waiting: number, dimension: number) {
    this.#buffered = buffered;
    this.#first = buffered.size;
    this.#waiting = new Array<Float32Array | undefined>(waiting).fill(undefined);
    this.most = Math.min(waiting, Math.floor(MOST_BYTES / Float32Array.BYTES_PER_ELEMENT / dimension));
  }

  get size(): number {
    return this.#first + this.#waiting.length;
  }

  get vectors(): readonly (Float32Array | undefined)[] {
    return [...this.#buffered.vectors, ...this.#waiting];
  }

  /** Of the waiting passage at that position. */
  guess(position: number, vector: Float32Array | undefined): void {
    if (position < this.most) this.#waiting[position] = vector;
  }

  /** The model's, of the waiting passages from `first` on; what comes before them is passed over. */
  learn(first: number, vectors: readonly Float32Array[]): void {
    for (const [row, vector] of vectors.entries()) {
      const position = first + row;
      if (position < 0 || position >= this.most) continue;
      this.#waiting[position] = vector;
      this.#exact.add(position);
    }
  }

  nearest(query: Float32Array, options: BufferOptions): BufferedHit[] {
    const hits = this.#buffered.nearest(query, options);
    const score = scoreOf(options.metric);
    for (const [row, vector] of this.#waiting.entries()) {
      const position = this.#first + row;
      if (!options.accepts(position)) continue;
      if (vector !== undefined && this.#exact.has(row)) {
        hits.push({ position, score: score(query, vector) });
        continue;
      }
      const { strength, weight } = options.wordsOf(position);
      const little = Math.min(strength, MOST_STRENGTH);
      if (vector !== undefined) {
        const share = options.byTable ? OF_GUESS.table : OF_GUESS.model;
        hits.push({ position, score: share * score(query, vector) + A_STRENGTH * little, from: 'table' });
      } else if (strength > 0) {
        const nearness = LEAST_BY_WORDS + A_STRENGTH_BY_WORDS * little;
        hits.push({ position, score: nearness + WORDS_WEIGHT * weight * strength ** 2, from: 'words' });
      }
    }
    return hits;
  }
}
