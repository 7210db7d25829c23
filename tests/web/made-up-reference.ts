// What the made-up transformers compute, as plain loops over floats: one text at a time, without padding.
import {
  FARTHEST,
  type MadeUpLayer,
  type MadeUpWeights,
  type Matrix,
  type Shape,
} from './made-up-weights.js';

export const EPSILON = 1e-6;
/** How fast the turning of positions slows down from one pair of values to the next. */
export const TURN_BASE = 10_000;

type Rows = Float64Array[];

/** The vectors of the tokens of a text. */
export function hiddenStates(shape: Shape, weights: MadeUpWeights, ids: readonly number[]): Rows {
  const { kind, offset } = shape;
  let rows: Rows = ids.map((id) => Float64Array.from(rowOf(weights.tokens, id)));
  if (kind === 'bert') {
    rows = rows.map((row, at) => {
      const place = rowOf(weights.places, at + offset);
      const type = rowOf(weights.types, 0);
      return normed(
        kind,
        row.map((value, i) => value + (place[i] ?? 0) + (type[i] ?? 0)),
        weights.first,
      );
    });
  }
  for (const layer of weights.layers) rows = layerOf(shape, weights, layer, rows);
  return kind === 'bert' ? rows : rows.map((row) => normed(kind, row, weights.last));
}

function rowOf({ columns, data }: Matrix, row: number): Float32Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** BERT normalizes sums, the others what goes into a part. */
function layerOf(shape: Shape, weights: MadeUpWeights, layer: MadeUpLayer, rows: Rows): Rows {
  const { kind } = shape;
  const [before, after] = layer.norms;
  if (kind === 'bert') {
    const attended = attention(shape, weights, layer, rows);
    const mixed = rows.map((row, i) => normed(kind, sum(row, attended[i]), before));
    return mixed.map((row) => normed(kind, sum(row, raised(shape, layer, row)), after));
  }
  const attended = attention(
    shape,
    weights,
    layer,
    rows.map((row) => normed(kind, row, before)),
  );
  const mixed = rows.map((row, i) => sum(row, attended[i]));
  return mixed.map((row) => sum(row, raised(shape, layer, normed(kind, row, after))));
}

function attention({ kind, heads }: Shape, weights: MadeUpWeights, layer: MadeUpLayer, rows: Rows): Rows {
  const size = (rows[0]?.length ?? 0) / heads;
  const [queries, keys, values] = [layer.query, layer.key, layer.value].map((matrix) =>
    rows.map((row) => times(row, matrix)),
  ) as [Rows, Rows, Rows];
  const turned = (all: Rows) => (kind === 'decoder' ? all.map((row, at) => turn(row, at, size)) : all);
  const [asked, offered] = [turned(queries), turned(keys)];
  return rows.map((row, at) => {
    const mixed = new Float64Array(row.length);
    for (let head = 0; head < heads; head++) {
      const shares = sharesOf(
        rows.map((_, other) => {
          if (kind === 'decoder' && other > at) return Number.NEGATIVE_INFINITY;
          let score = 0;
          for (let i = head * size; i < (head + 1) * size; i++)
            score += (asked[at]?.[i] ?? 0) * (offered[other]?.[i] ?? 0);
          if (kind === 't5') return score + (rowOf(weights.distances, bucket(other - at))[head] ?? 0);
          return score / Math.sqrt(size);
        }),
      );
      for (const [other, share] of shares.entries())
        for (let i = head * size; i < (head + 1) * size; i++)
          mixed[i] = (mixed[i] ?? 0) + share * (values[other]?.[i] ?? 0);
    }
    return times(mixed, layer.mixed);
  });
}

function bucket(distance: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, distance)) + FARTHEST;
}

/** Pairs of values, half a head apart, are turned by an angle that grows with the position. */
function turn(row: Float64Array, at: number, size: number): Float64Array {
  return row.map((value, i) => {
    const inHead = i % size;
    const half = size / 2;
    const angle = at * TURN_BASE ** (-(inHead % half) / half);
    const other = inHead < half ? -(row[i + half] ?? 0) : (row[i - half] ?? 0);
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

function sharesOf(scores: number[]): number[] {
  const peak = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - peak));
  const total = raised.reduce((all, each) => all + each, 0);
  return raised.map((each) => each / total);
}

function raised({ kind }: Shape, layer: MadeUpLayer, row: Float64Array): Float64Array {
  const gate = times(row, layer.gate);
  const inner = times(row, layer.raised).map((value, i) => {
    if (kind === 't5') return Math.max(0, value);
    if (kind === 'decoder') return (value * (gate[i] ?? 0)) / (1 + Math.exp(-(gate[i] ?? 0)));
    return 0.5 * value * (1 + erf(value / Math.SQRT2));
  });
  return times(inner, layer.lowered);
}

/** By its Taylor series, which is exact enough for values that are not large. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function normed(kind: Shape['kind'], row: Float64Array, gain: Float32Array): Float64Array {
  const mean = kind === 'bert' ? row.reduce((all, each) => all + each, 0) / row.length : 0;
  const squares = row.reduce((all, each) => all + (each - mean) ** 2, 0) / row.length;
  return row.map((value, i) => ((value - mean) / Math.sqrt(squares + EPSILON)) * (gain[i] ?? 0));
}

function sum(row: Float64Array, other: Float64Array | undefined): Float64Array {
  return row.map((value, i) => value + (other?.[i] ?? 0));
}

function times(row: Float64Array, { columns, data }: Matrix): Float64Array {
  const result = new Float64Array(columns);
  for (const [i, value] of row.entries())
    for (let column = 0; column < columns; column++)
      result[column] = (result[column] ?? 0) + value * (data[i * columns + column] ?? 0);
  return result;
}
