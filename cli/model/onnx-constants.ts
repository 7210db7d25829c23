// What of an ONNX graph is known before it runs: its initialisers, and what follows from them alone.
import type { OnnxFile, OnnxNode, OnnxTensor } from './onnx-file.js';

/** A matrix [rows, columns] of a node, or anything else by its values. */
export type Constant = OnnxTensor;

/** Operators after which the values are the same, in the same order. */
const SAME_VALUES = ['Identity', 'Cast', 'Unsqueeze', 'Squeeze', 'Flatten', 'Reshape'];

export class OnnxConstants {
  readonly #found = new Map<string, Constant | undefined>();
  readonly #makers = new Map<string, OnnxNode>();

  constructor({ nodes, initialisers }: OnnxFile) {
    for (const [name, tensor] of initialisers) this.#found.set(name, tensor);
    for (const node of nodes) for (const output of node.outputs) this.#makers.set(output, node);
  }

  /** Undefined if the value depends on the graph's inputs, or on operators that no exporter puts before a weight. */
  of(name: string): Constant | undefined {
    if (this.#found.has(name)) return this.#found.get(name);
    // Should the graph be a circle.
    this.#found.set(name, undefined);
    const maker = this.#makers.get(name);
    const constant = maker && this.#made(maker);
    this.#found.set(name, constant);
    return constant;
  }

  /** If it has that many values. */
  vector(name: string, length: number): Float32Array | undefined {
    const constant = this.of(name);
    if (constant === undefined || sizeOf(constant) !== length) return undefined;
    return constant.values();
  }

  #made(node: OnnxNode): Constant | undefined {
    if (node.type === 'Constant') return node.attributes.get('value')?.tensor;
    const from = this.of(node.inputs[0] ?? '');
    if (from === undefined) return undefined;
    if (SAME_VALUES.includes(node.type)) return this.#sameValues(from, node);
    if (node.type === 'Transpose' && from.shape.length === 2) return turned(from);
    if (node.type === 'DequantizeLinear') return this.dequantized(from, node);
    return undefined;
  }

  #sameValues(from: Constant, { type, inputs }: OnnxNode): Constant | undefined {
    if (type !== 'Reshape') return { ...from, shape: from.shape.filter((length) => length !== 1) };
    const wanted = this.of(inputs[1] ?? '')?.values();
    // Sizes that are to be found out are not worth it.
    if (wanted?.every((length) => length > 0) !== true) return undefined;
    return { ...from, shape: [...wanted] };
  }

  /** `codes` less their zero point, times their scale: the inputs 1 and 2 of a node, one each or one along an axis. */
  dequantized(codes: Constant, { inputs, attributes }: OnnxNode): Constant | undefined {
    const scale = this.of(inputs[1] ?? '')?.values();
    if (scale === undefined) return undefined;
    const zero = this.of(inputs[2] ?? '')?.values() ?? new Float32Array(1);
    const axis = attributes.get('axis')?.integer ?? 1;
    return scaled(codes, scale, zero, axis);
  }
}

/** By one scale for all, or one for each place along an axis, counted from the end if that is negative. */
export function scaled(codes: Constant, scale: Float32Array, zero: Float32Array, axis: number): Constant {
  const { shape } = codes;
  const along = axis < 0 ? axis + shape.length : axis;
  const step = shape.slice(along + 1).reduce((product, length) => product * length, 1);
  const count = shape[along] ?? 1;
  const of = (values: Float32Array, i: number) =>
    values[values.length === 1 ? 0 : Math.floor(i / step) % count] ?? 0;
  return {
    shape,
    values: () => codes.values().map((code, i) => (code - of(zero, i)) * of(scale, i)),
  };
}

/** Rows as columns. */
export function turned({ shape, values }: Constant): Constant {
  const [rows = 0, columns = 0] = shape;
  return {
    shape: [columns, rows],
    values: () => {
      const from = values();
      const to = new Float32Array(from.length);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) to[c * rows + r] = from[r * columns + c] ?? 0;
      }
      return to;
    },
  };
}

export function sizeOf({ shape }: Constant): number {
  return shape.reduce((product, length) => product * length, 1);
}
