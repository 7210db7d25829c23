// A graph of ONNX operators under construction, and its encoding as an ONNX file.
import { Message } from './protobuf.js';

/** Element types, numbered as in ONNX's TensorProto.DataType. */
export const elementType = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementType;

/** An operator's attribute: integers stay integers, so a float attribute is marked. */
export type Attribute = number | string | readonly number[] | { float: number };

type Data = Float32Array | Uint8Array | Int8Array | Uint16Array | Int32Array | BigInt64Array;

/** Where weights are kept outside of the model's file: a file beside it, and the offset there in bytes. */
export type KeepOutside = (
  name: string,
  bytes: Uint8Array,
) => { location: string; offset: number } | undefined;

const irVersion = 8;
/** Of TensorProto.DataLocation. */
const externalLocation = 1;
const attributeType = { float: 1, integer: 2, string: 3, integers: 7 } as const;

/** Values are known by name; every method returns the name of the value it makes. */
export class OnnxGraph {
  private readonly graph = new Message();
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];
  private readonly constants = new Set<string>();
  private readonly domains = new Set<string>();
  private count = 0;

  constructor(
    name: string,
    private readonly opset: number,
    private readonly keepOutside: KeepOutside = () => undefined,
  ) {
    this.graph.string(2, name);
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): string {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** Adds a named weight. A second one of the same name is taken to be the same. */
  constant(name: string, type: ElementType, shape: readonly number[], data: Data): string {
    if (this.constants.has(name)) return name;
    this.constants.add(name);
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    tensor.integer(2, elementType[type]).string(8, name);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const place = this.keepOutside(name, bytes);
    if (place === undefined) tensor.bytes(9, bytes);
    else outside(tensor, { ...place, length: bytes.length });
    this.graph.message(5, tensor);
    return name;
  }

  scalar(value: number): string {
    return this.constant(`scalar ${value}`, 'float', [], Float32Array.of(value));
  }

  integers(...values: number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(`integers ${values.join(' ')}`, 'int64', [values.length], data);
  }

  /** Adds an operator with one result. `operator` is `Name` or `domain:Name`. */
  add(operator: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.addNamed(operator, inputs, [`${operator} ${++this.count}`], attributes)[0] ?? '';
  }

  /** Adds an operator whose results get the names given. */
  addNamed(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): readonly string[] {
    const [type = '', domain = ''] = operator.split(':').reverse();
    const node = new Message();
    for (const input of inputs) node.string(1, input);
    for (const output of outputs) node.string(2, output);
    node.string(3, outputs[0] ?? '').string(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    if (domain !== '') {
      node.string(7, domain);
      this.domains.add(domain);
    }
    this.graph.message(1, node);
    return outputs;
  }

  /** The ONNX file, as pieces to be written one after another. */
  encode(producer: string): readonly Uint8Array[] {
    for (const input of this.inputs) this.graph.message(11, input);
    for (const output of this.outputs) this.graph.message(12, output);
    const model = new Message().integer(1, irVersion).string(2, producer).message(7, this.graph);
    model.message(8, new Message().string(1, '').integer(2, this.opset));
    for (const domain of this.domains) model.message(8, new Message().string(1, domain).integer(2, 1));
    return model.encode();
  }
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]): Message {
  const dimensions = new Message();
  for (const size of shape) {
    const dimension = new Message();
    dimensions.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size));
  }
  const tensor = new Message().integer(1, elementType[type]).message(2, dimensions);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}

/** Says where a tensor's bytes are. */
function outside(tensor: Message, place: Record<string, string | number>): void {
  for (const [key, value] of Object.entries(place)) {
    tensor.message(13, new Message().string(1, key).string(2, String(value)));
  }
  tensor.integer(14, externalLocation);
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, attributeType.integer);
  if (typeof value === 'string') return message.string(4, value).integer(20, attributeType.string);
  if ('float' in value) return message.float(2, value.float).integer(20, attributeType.float);
  for (const item of value) message.integer(8, item);
  return message.integer(20, attributeType.integers);
}
