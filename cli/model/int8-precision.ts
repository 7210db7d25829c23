// Weights as 8-bit integers, and activations too while they are multiplied. Each row of an activation is scaled by
// itself, inside the graph: what vector a passage gets does not depend on the passages embedded with it, as it
// would with one scale for the whole batch (the usual dynamic quantisation).
import type { Precision } from './bert-graph.js';
import type { DenseLayer } from './dense-layer.js';
import { elementType, type OnnxGraph } from './onnx-graph.js';
import { quantizeColumns, quantizeRows } from './quantize.js';
import type { Weight } from './safetensors.js';

export const int8Precision: Precision = {
  /** The table has one scale a row. */
  lookUp(graph: OnnxGraph, name: string, table: Weight, ids: string): string {
    const [rows = 0, width = 0] = table.shape;
    const { codes, scales } = quantizeRows(table.data, width);
    const code = graph.add('Gather', [graph.constant(name, 'int8', table.shape, codes), ids]);
    const scale = graph.add('Gather', [graph.constant(`${name}.scale`, 'float', [rows, 1], scales), ids]);
    return graph.add('Mul', [toFloat(graph, code), scale]);
  },

  /** The matrix has one scale a column. */
  multiply(graph: OnnxGraph, layer: DenseLayer, input: string, atLeast?: number): string {
    const { name, matrix, bias } = layer;
    const outer = bias.length;
    const { codes, scales } = quantizeColumns(matrix.data, outer);
    const weights = graph.constant(`${name}.weight`, 'int8', matrix.shape, codes);
    const columnScales = graph.constant(`${name}.scale`, 'float', [outer], scales);

    const row = atLeast === undefined ? centred(graph, input) : raised(graph, input, atLeast);
    const zero = graph.constant(`zero ${row.zero}`, 'uint8', [], Uint8Array.of(row.zero));
    const product = toFloat(graph, graph.add('MatMulInteger', [row.codes, weights, zero]));
    const scaled = graph.add('Mul', [graph.add('Mul', [product, row.scale]), columnScales]);
    const shift = atLeast === undefined ? bias : shiftedBias(bias, codes, scales, atLeast);
    return graph.add('Add', [scaled, graph.constant(`${name}.bias`, 'float', [outer], shift)]);
  },
};

/** An activation as bytes: (codes - zero) · scale, with one scale a row. */
interface Rows {
  codes: string;
  zero: number;
  scale: string;
}

/** For values on both sides of 0. */
function centred(graph: OnnxGraph, input: string): Rows {
  const scale = rowScale(graph, graph.add('Abs', [input]), 127);
  return { codes: toBytes(graph, input, scale, 128), zero: 128, scale };
}

/** For values that start just below 0: raised to start at 0, they have twice the levels. */
function raised(graph: OnnxGraph, input: string, atLeast: number): Rows {
  const lifted = graph.add('Sub', [input, graph.scalar(atLeast)]);
  const scale = rowScale(graph, lifted, 255);
  return { codes: toBytes(graph, lifted, scale, 0), zero: 0, scale };
}

function rowScale(graph: OnnxGraph, magnitudes: string, levels: number): string {
  const peak = graph.add('ReduceMax', [magnitudes], { axes: [-1], keepdims: 1 });
  return graph.add('Mul', [peak, graph.scalar(1 / levels)]);
}

/** A cast to bytes cuts the fraction off, so half a level more rounds to the nearest. */
function toBytes(graph: OnnxGraph, values: string, scale: string, zero: number): string {
  const levels = graph.add('Add', [graph.add('Div', [values, scale]), graph.scalar(zero + 0.5)]);
  return graph.add('Cast', [levels], { to: elementType.uint8 });
}

function toFloat(graph: OnnxGraph, integers: string): string {
  return graph.add('Cast', [integers], { to: elementType.float });
}

/** The bias that undoes `raised`: what `atLeast` in every place of the input would have added to the product. */
function shiftedBias(
  bias: Float32Array,
  codes: Int8Array,
  scales: Float32Array,
  atLeast: number,
): Float32Array {
  const outer = bias.length;
  const sums = new Float64Array(outer);
  codes.forEach((code, i) => {
    sums[i % outer] = (sums[i % outer] ?? 0) + code;
  });
  return bias.map((value, column) => value + atLeast * (sums[column] ?? 0) * (scales[column] ?? 0));
}
