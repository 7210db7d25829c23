// The names that an ONNX model gives to the dimensions of its inputs whose sizes it leaves open.
import { messagesIn } from './protobuf-fields.js';

/** Field numbers of ONNX's messages. */
const MODEL = { graph: 7 };
const GRAPH = { input: 11 };
const INPUT = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR = { shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { name: 2 };

/** Of the dimensions of an input, in their order; undefined for those with a size. Throws an Error if it is no ONNX model. */
export function dimensionNames(model: Uint8Array, input: string): (string | undefined)[] {
  for (const graph of within([model], MODEL.graph)) {
    for (const each of within([graph], GRAPH.input)) {
      if (textIn(each, INPUT.name) !== input) continue;
      const tensors = within(within([each], INPUT.type), TYPE.tensor);
      const dimensions = within(within(tensors, TENSOR.shape), SHAPE.dimension);
      return dimensions.map((dimension) => textIn(dimension, DIMENSION.name));
    }
  }
  return [];
}

function within(messages: readonly Uint8Array[], field: number): Uint8Array[] {
  return messages.flatMap((message) =>
    messagesIn(message).flatMap(([each, content]) => (each === field ? [content] : [])),
  );
}

function textIn(message: Uint8Array, field: number): string | undefined {
  const [text] = within([message], field);
  return text && new TextDecoder().decode(text);
}
