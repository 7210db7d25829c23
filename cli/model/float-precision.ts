// Weights as 32-bit floats: the model that the smaller ones are judged by.
import type { Precision } from './bert-graph.js';
import type { DenseLayer } from './dense-layer.js';
import type { OnnxGraph } from './onnx-graph.js';
import type { Weight } from './safetensors.js';

export const floatPrecision: Precision = {
  lookUp(graph: OnnxGraph, name: string, table: Weight, ids: string): string {
    return graph.add('Gather', [graph.constant(name, 'float', table.shape, table.data), ids]);
  },

  multiply(graph: OnnxGraph, { name, matrix, bias }: DenseLayer, input: string): string {
    const product = graph.add('MatMul', [
      input,
      graph.constant(`${name}.weight`, 'float', matrix.shape, matrix.data),
    ]);
    return graph.add('Add', [product, graph.constant(`${name}.bias`, 'float', [bias.length], bias)]);
  },
};
