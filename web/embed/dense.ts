// A dense layer after pooling, as some sentence-transformer models have one.
import { ModelFault } from './load-error.js';

/** `weights` is row-major [outputs, inputs]. */
export interface Dense {
  inputs: number;
  outputs: number;
  weights: Float32Array;
  bias: Float32Array | undefined;
  activation: Activation;
}

const ACTIVATIONS = {
  Identity: (value: number) => value,
  ReLU: (value: number) => Math.max(0, value),
  Sigmoid: (value: number) => 1 / (1 + Math.exp(-value)),
  Tanh: Math.tanh,
};

/** The last part of the name that PyTorch has for it. */
export type Activation = keyof typeof ACTIVATIONS;

export function isActivation(name: string): name is Activation {
  return Object.hasOwn(ACTIVATIONS, name);
}

/** Throws a {@link ModelFault} if the vector has another number of values than the layer takes. */
export function applyDense(dense: Dense, vector: Float32Array): Float32Array {
  const { inputs, outputs, weights, bias, activation } = dense;
  if (vector.length !== inputs)
    throw new ModelFault(`its dense layer takes ${inputs} values, not ${vector.length}`);
  const act = ACTIVATIONS[activation];
  const result = new Float32Array(outputs);
  for (let row = 0; row < outputs; row++) {
    let sum = bias?.[row] ?? 0;
    const start = row * inputs;
    for (let i = 0; i < inputs; i++) sum += (weights[start + i] ?? 0) * (vector[i] ?? 0);
    result[row] = act(sum);
  }
  return result;
}
