// The places of an ONNX graph that say what it is: tables, dense layers, norms, products of two values; and which of them come
// next before which. What stands between is walked through, whatever exporters write there.
import { type Constant, OnnxConstants, scaled, turned } from './onnx-constants.js';
import type { OnnxFile, OnnxNode } from './onnx-file.js';

/** Rows of a constant, looked up or cut out. */
export interface Table {
  kind: 'table';
  rows: Constant;
  /** Undefined if rows are cut out in order. */
  ids: string | undefined;
}

/** A value times a constant matrix [inner, outer]. */
export interface Dense {
  kind: 'dense';
  input: string;
  matrix: Constant;
  bias: Float32Array | undefined;
}

export interface Norm {
  kind: 'norm';
  input: string;
  gain: Float32Array;
  bias: Float32Array;
}

/** Of two values, as in attention. */
export interface Product {
  kind: 'product';
  left: string;
  right: string;
}

export type Landmark = Table | Dense | Norm | Product;

/** Of whose results nothing flows on but sizes, or how values were rounded. */
const NO_FLOW = ['Shape', 'Size', 'Range', 'ConstantOfShape'];

const PRODUCTS = ['MatMul', 'MatMulInteger', 'Gemm', 'com.microsoft:DynamicQuantizeMatMul'];

export class OnnxLandmarks {
  readonly constants: OnnxConstants;
  readonly #makers = new Map<string, OnnxNode>();
  readonly #users = new Map<string, OnnxNode[]>();
  /** By the value that they make. */
  readonly #landmarks = new Map<string, Landmark>();
  readonly #before = new Map<string, ReadonlySet<Landmark>>();

  /** Throws an Error for operators that stand for many. */
  constructor(file: OnnxFile) {
    this.constants = new OnnxConstants(file);
    for (const node of file.nodes) {
      for (const output of node.outputs) this.#makers.set(output, node);
      for (const input of new Set(node.inputs)) this.#users.set(input, [...this.usersOf(input), node]);
    }
    for (const node of file.nodes) {
      const landmark = this.#landmarkOf(node);
      if (landmark !== undefined) this.#landmarks.set(node.outputs[0] ?? '', landmark);
    }
  }

  get all(): readonly Landmark[] {
    return [...this.#landmarks.values()];
  }

  makerOf(value: string): OnnxNode | undefined {
    return this.#makers.get(value);
  }

  usersOf(value: string): readonly OnnxNode[] {
    return this.#users.get(value) ?? [];
  }

  /** The landmark that makes this very value. */
  at(value: string): Landmark | undefined {
    return this.#landmarks.get(value);
  }

  /** Those that the value comes from, with no other between. */
  before(value: string): ReadonlySet<Landmark> {
    const known = this.#before.get(value);
    if (known !== undefined) return known;
    // Should the graph be a circle.
    this.#before.set(value, new Set());
    const found = this.#findBefore(value);
    this.#before.set(value, found);
    return found;
  }

  #findBefore(value: string): ReadonlySet<Landmark> {
    const landmark = this.#landmarks.get(value);
    if (landmark !== undefined) return new Set([landmark]);
    const maker = this.#makers.get(value);
    if (maker === undefined || NO_FLOW.includes(maker.type)) return new Set();
    // The others are scale and zero point.
    if (maker.type === 'DynamicQuantizeLinear' && maker.outputs[0] !== value) return new Set();
    return new Set(maker.inputs.flatMap((input) => [...this.before(input)]));
  }

  #landmarkOf(node: OnnxNode): Landmark | undefined {
    if (PRODUCTS.includes(node.type)) return this.#productOf(node);
    if (node.type === 'LayerNormalization') {
      const [input = '', gain = '', bias = ''] = node.inputs;
      return this.#norm(input, gain, bias);
    }
    if (node.type === 'Add') return this.#normInParts(node);
    return node.type === 'Gather' || node.type === 'Slice' ? this.#tableOf(node) : undefined;
  }

  #norm(input: string, gainName: string, biasName: string): Norm | undefined {
    const gain = this.constants.of(gainName)?.values();
    const bias = gain && this.constants.vector(biasName, gain.length);
    return gain && bias && gain.length > 1 ? { kind: 'norm', input, gain, bias } : undefined;
  }

  /** (x - mean) / deviation · gain + bias, as older exporters write it. */
  #normInParts(node: OnnxNode): Norm | undefined {
    const sum = this.#withConstant(node);
    const product = sum && this.#withConstant(this.makerOf(sum.value), 'Mul');
    const quotient = product && this.makerOf(product.value);
    if (!sum || !product || quotient?.type !== 'Div') return undefined;
    const [above = '', below = ''] = quotient.inputs;
    const centred = this.makerOf(above);
    if (this.makerOf(below)?.type !== 'Sqrt' || centred?.type !== 'Sub') return undefined;
    const [input = '', mean = ''] = centred.inputs;
    if (this.makerOf(mean)?.type !== 'ReduceMean') return undefined;
    return this.#norm(input, product.constant, sum.constant);
  }

  /** The two inputs of an operator whose order does not matter, if one of them is a constant. */
  #withConstant(node: OnnxNode | undefined, type = 'Add'): { value: string; constant: string } | undefined {
    if (node?.type !== type) return undefined;
    const [a = '', b = ''] = node.inputs;
    if (this.constants.of(b) !== undefined) return { value: a, constant: b };
    return this.constants.of(a) !== undefined ? { value: b, constant: a } : undefined;
  }

  #tableOf(node: OnnxNode): Table | undefined {
    const [from = '', ids = ''] = node.inputs;
    const rows = this.constants.of(from);
    if (rows === undefined || rows.shape.filter((length) => length > 1).length !== 2) return undefined;
    const [user] = this.usersOf(node.outputs[0] ?? '');
    const dequantized =
      user?.type === 'DequantizeLinear' ? this.constants.dequantized(rows, user) : undefined;
    return { kind: 'table', rows: dequantized ?? rows, ids: node.type === 'Gather' ? ids : undefined };
  }

  #productOf(node: OnnxNode): Dense | Product | undefined {
    const [left = '', right = ''] = node.inputs;
    const matrix = this.constants.of(right);
    if (matrix === undefined) return { kind: 'product', left, right };
    if (matrix.shape.length !== 2) return undefined;
    const weights = this.#weightsOf(node, matrix);
    const [, outer = 0] = weights.shape;
    const output = node.outputs[0] ?? '';
    const own = node.type === 'Gemm' ? node.inputs[2] : node.inputs[4];
    const bias = own ? this.constants.vector(own, outer) : this.#biasAfter(output, outer);
    return { kind: 'dense', input: left, matrix: weights, bias };
  }

  #weightsOf(node: OnnxNode, matrix: Constant): Constant {
    switch (node.type) {
      case 'Gemm':
        return node.attributes.get('transB')?.integer ? turned(matrix) : matrix;
      case 'MatMulInteger':
        return this.#dequantized(matrix, node.inputs[3], this.#scaleAfter(node.outputs[0] ?? ''));
      case 'com.microsoft:DynamicQuantizeMatMul':
        return this.#dequantized(matrix, node.inputs[3], this.constants.of(node.inputs[2] ?? '')?.values());
      default:
        return matrix;
    }
  }

  #dequantized(matrix: Constant, zeroName: string | undefined, scale: Float32Array | undefined): Constant {
    if (scale === undefined) throw new Error('its integers have no scale that is found');
    const zero = this.constants.of(zeroName ?? '')?.values() ?? new Float32Array(1);
    return scaled(matrix, scale, zero, -1);
  }

  /** Of the weights: the constant of (product · (scale of the input · that of the weights)). */
  #scaleAfter(product: string): Float32Array | undefined {
    for (const value of this.#following(product)) {
      for (const user of this.usersOf(value)) {
        if (user.type !== 'Mul') continue;
        const others = user.inputs.filter((input) => input !== value);
        const scales = this.#withConstant(this.makerOf(others[0] ?? ''), 'Mul');
        if (scales !== undefined) return this.constants.of(scales.constant)?.values();
      }
    }
    return undefined;
  }

  #biasAfter(product: string, outer: number): Float32Array | undefined {
    for (const value of this.#following(product)) {
      for (const user of this.usersOf(value)) {
        const sum = this.#withConstant(user);
        const bias = sum && this.constants.vector(sum.constant, outer);
        if (bias !== undefined) return bias;
      }
    }
    return undefined;
  }

  /** The value, and what is made of it before anything is added. */
  #following(value: string): string[] {
    const found = [value];
    for (const each of found) {
      for (const user of this.usersOf(each)) {
        if (['Cast', 'Mul', 'Identity'].includes(user.type) && found.length < 4)
          found.push(user.outputs[0] ?? '');
      }
    }
    return found;
  }
}
