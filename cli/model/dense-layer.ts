// Dense layers, and laying several side by side so that one multiplication does for all.
import type { Safetensors, Weight } from './safetensors.js';

/** The matrix is [inner, outer], as ONNX multiplies it; the bias has `outer` values. */
export interface DenseLayer {
  name: string;
  matrix: Weight;
  bias: Float32Array;
}

/** Reads a layer, turning its matrix from PyTorch's [outer, inner] to [inner, outer]. */
export function readDenseLayer(weights: Safetensors, name: string): DenseLayer {
  const { shape, data } = weights.weight(`${name}.weight`);
  const [outer = 0, inner = 0] = shape;
  const turned = new Float32Array(data.length);
  for (let i = 0; i < inner; i++) {
    for (let o = 0; o < outer; o++) turned[i * outer + o] = data[o * inner + i] ?? 0;
  }
  const bias = weights.weight(`${name}.bias`).data;
  return { name, matrix: { shape: [inner, outer], data: turned }, bias };
}

/** Layers of the same input as one, whose output is theirs one after another. */
export function sideBySide(name: string, layers: readonly DenseLayer[]): DenseLayer {
  const inner = layers[0]?.matrix.shape[0] ?? 0;
  const outer = layers.reduce((sum, { bias }) => sum + bias.length, 0);
  const data = new Float32Array(inner * outer);
  const bias = new Float32Array(outer);
  let column = 0;
  for (const layer of layers) {
    const width = layer.bias.length;
    for (let i = 0; i < inner; i++) {
      data.set(layer.matrix.data.subarray(i * width, (i + 1) * width), i * outer + column);
    }
    bias.set(layer.bias, column);
    column += width;
  }
  return { name, matrix: { shape: [inner, outer], data }, bias };
}

/** Cuts the layer's outputs into `groups` of equal size and adds to each an output that is always 1. */
export function withOnes({ name, matrix, bias }: DenseLayer, groups: number): DenseLayer {
  const size = bias.length / groups;
  const one = oneColumn(matrix.shape[0] ?? 0);
  const parts: DenseLayer[] = [];
  for (let group = 0; group < groups; group++)
    parts.push(columns({ name, matrix, bias }, group * size, size), one);
  return sideBySide(name, parts);
}

function oneColumn(inner: number): DenseLayer {
  return {
    name: 'one',
    matrix: { shape: [inner, 1], data: new Float32Array(inner) },
    bias: Float32Array.of(1),
  };
}

function columns({ name, matrix, bias }: DenseLayer, from: number, count: number): DenseLayer {
  const [inner = 0, outer = 0] = matrix.shape;
  const data = new Float32Array(inner * count);
  for (let i = 0; i < inner; i++) {
    data.set(matrix.data.subarray(i * outer + from, i * outer + from + count), i * count);
  }
  return { name, matrix: { shape: [inner, count], data }, bias: bias.subarray(from, from + count) };
}
