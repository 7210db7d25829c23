// Random weights of small transformers of several architectures, rounded as number formats of files round them.
import { randomFrom } from './random.js';

/** What sets an architecture apart. */
export interface Shape {
  vocabulary: number;
  hidden: number;
  heads: number;
  inner: number;
  layers: number;
  /** Tokens that have a position of their own. */
  positions: number;
  /** `bert`: learned positions, GELU; `decoder`: looks back only, turned positions, SwiGLU; `t5`: biases by distance, ReLU. */
  kind: 'bert' | 'decoder' | 't5';
  /** Rows of the table of positions before that of the first token: RoBERTa has two. */
  offset: number;
}

/** How weights are stored. Names of files say the same. */
export type Format = 'fp32' | 'fp16' | 'int8' | 'uint8' | 'q4';

/** A matrix, row-major [rows, columns], as whoever reads the file gets it. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float32Array;
}

export interface MadeUpLayer {
  query: Matrix;
  key: Matrix;
  value: Matrix;
  mixed: Matrix;
  raised: Matrix;
  gate: Matrix;
  lowered: Matrix;
  norms: [Float32Array, Float32Array];
}

export interface MadeUpWeights {
  tokens: Matrix;
  places: Matrix;
  types: Matrix;
  /** By distance from -4 to 4, one for each head. */
  distances: Matrix;
  first: Float32Array;
  layers: MadeUpLayer[];
  last: Float32Array;
}

/** Distances that have a bias of their own; longer ones have that of the longest. */
export const FARTHEST = 4;

export function madeUpWeights(shape: Shape, seed: number): MadeUpWeights {
  const random = randomFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const matrix = (rows: number, columns: number, deviation: number): Matrix => ({
    rows,
    columns,
    data: Float32Array.from({ length: rows * columns }, () => deviation * normal()),
  });
  const norm = () => Float32Array.from({ length: shape.hidden }, () => 1 + 0.1 * normal());
  const { hidden, inner, heads } = shape;
  const dense = (from: number, to: number) => matrix(from, to, 1 / Math.sqrt(from));
  return {
    tokens: matrix(shape.vocabulary, hidden, 0.5),
    places: matrix(shape.positions + shape.offset, hidden, 0.2),
    types: matrix(2, hidden, 0.2),
    distances: matrix(2 * FARTHEST + 1, heads, 0.5),
    first: norm(),
    layers: Array.from({ length: shape.layers }, () => ({
      query: dense(hidden, hidden),
      key: dense(hidden, hidden),
      value: dense(hidden, hidden),
      mixed: dense(hidden, hidden),
      raised: dense(hidden, inner),
      gate: dense(hidden, inner),
      lowered: dense(inner, hidden),
      norms: [norm(), norm()],
    })),
    last: norm(),
  };
}
