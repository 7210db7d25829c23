// An ONNX file as it is read: its nodes and its initialisers, by the names that connect them.
import { widenHalfFloats } from './half-float.js';
import { bytesOf, type FieldValue, integersOf, readMessage, textOf } from './protobuf-reader.js';

export interface OnnxNode {
  /** With the domain in front, if it is not ONNX's own: `com.microsoft:Attention`. */
  type: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxAttribute {
  integer: number;
  float: number;
  integers: readonly number[];
  tensor: OnnxTensor | undefined;
}

/** A constant; row-major. */
export interface OnnxTensor {
  shape: readonly number[];
  /** Its values as floats: made when asked for. Throws an Error for types that no weight has, or data that are elsewhere. */
  values: () => Float32Array;
}

export interface OnnxFile {
  nodes: readonly OnnxNode[];
  initialisers: ReadonlyMap<string, OnnxTensor>;
}

type Fields = ReadonlyMap<number, readonly FieldValue[]>;

/** Throws an Error if it is no such file. */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const graph = readMessage(bytesOf(readMessage(bytes).get(7)?.[0]));
  const nodes = (graph.get(1) ?? []).map((node) => nodeOf(readMessage(bytesOf(node))));
  if (nodes.length === 0) throw new Error('it has no graph');
  const initialisers = new Map<string, OnnxTensor>();
  for (const value of graph.get(5) ?? []) {
    const tensor = readMessage(bytesOf(value));
    initialisers.set(textOf(tensor.get(8)?.[0]), tensorOf(tensor));
  }
  return { nodes, initialisers };
}

function nodeOf(node: Fields): OnnxNode {
  const domain = textOf(node.get(7)?.[0]);
  const type = textOf(node.get(4)?.[0]);
  const attributes = (node.get(5) ?? []).map((value) => {
    const fields = readMessage(bytesOf(value));
    return [textOf(fields.get(1)?.[0]), attributeOf(fields)] as const;
  });
  return {
    type: domain === '' || domain === 'ai.onnx' ? type : `${domain}:${type}`,
    inputs: (node.get(1) ?? []).map(textOf),
    outputs: (node.get(2) ?? []).map(textOf),
    attributes: new Map(attributes),
  };
}

function attributeOf(fields: Fields): OnnxAttribute {
  const float = bytesOf(fields.get(2)?.[0]);
  const tensor = fields.get(5)?.[0];
  return {
    integer: Number(fields.get(3)?.[0] ?? 0),
    float: float.length === 4 ? (floats(float)[0] ?? 0) : 0,
    integers: integersOf(fields.get(8)),
    tensor: tensor === undefined ? undefined : tensorOf(readMessage(bytesOf(tensor))),
  };
}

function tensorOf(fields: Fields): OnnxTensor {
  const shape = integersOf(fields.get(1));
  return { shape, values: () => valuesOf(fields, shape) };
}

function valuesOf(fields: Fields, shape: readonly number[]): Float32Array {
  if ((fields.get(14)?.[0] ?? 0) !== 0) throw new Error('its weights are in a file of their own');
  const type = Number(fields.get(2)?.[0] ?? 0);
  const raw = bytesOf(fields.get(9)?.[0]);
  const values = raw.length > 0 ? rawValues(raw, type) : listedValues(fields, type);
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size) throw new Error('a weight of it is cut short');
  return values;
}

/** By their number in ONNX's TensorProto.DataType. */
function rawValues(raw: Uint8Array, type: number): Float32Array {
  // A slice of a Buffer would be no copy.
  const copy = new Uint8Array(raw).buffer;
  switch (type) {
    case 1:
      return new Float32Array(copy, 0, raw.length >> 2);
    case 2:
      return Float32Array.from(raw);
    case 3:
      return Float32Array.from(new Int8Array(copy));
    case 6:
      return Float32Array.from(new Int32Array(copy, 0, raw.length >> 2));
    case 7:
      return Float32Array.from(new BigInt64Array(copy, 0, raw.length >> 3), Number);
    case 10:
      return widenHalfFloats(raw);
    default:
      throw new Error(`a weight of it is of type ${type}`);
  }
}

/** Small tensors may be lists. */
function listedValues(fields: Fields, type: number): Float32Array {
  if (type === 1) {
    const pieces = (fields.get(4) ?? []).flatMap((value) => [...floats(bytesOf(value))]);
    return Float32Array.from(pieces);
  }
  if ([2, 3, 6].includes(type)) return Float32Array.from(integersOf(fields.get(5)));
  if (type === 7) return Float32Array.from(integersOf(fields.get(7)));
  // Of no elements.
  return new Float32Array(0);
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 2);
}
