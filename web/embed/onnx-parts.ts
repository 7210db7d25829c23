// Finds the files beside an ONNX file in which it keeps weights. Weights inside are skipped, not read.
import { messagesIn } from './protobuf-fields.js';

/** A stretch of a file beside the model. */
export interface ExternalPart {
  /** As the model names the file, relative to where it is itself. */
  location: string;
  /** First byte after what is needed. */
  end: number;
}

/** Field numbers of ONNX's messages. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, sparse: 15 };
const NODE = { attribute: 5 };
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11 };
const SPARSE = { values: 1, indices: 2 };
const TENSOR = { external: 13 };
const ENTRY = { key: 1, value: 2 };

/** Graphs inside of graphs: more levels than any model has. */
const MOST_LEVELS = 16;

/** In the order in which they appear. Throws an Error if the bytes are no ONNX model. */
export function externalParts(model: Uint8Array): ExternalPart[] {
  const parts: ExternalPart[] = [];
  for (const [field, graph] of messagesIn(model)) if (field === MODEL.graph) visitGraph(graph, parts, 0);
  return parts;
}

function visitGraph(graph: Uint8Array, parts: ExternalPart[], level: number): void {
  if (level > MOST_LEVELS) throw new Error('its graphs are too deep');
  for (const [field, message] of messagesIn(graph)) {
    if (field === GRAPH.initializer) visitTensor(message, parts);
    if (field === GRAPH.sparse) visitSparse(message, parts);
    if (field === GRAPH.node) {
      for (const [each, attribute] of messagesIn(message))
        if (each === NODE.attribute) visitAttribute(attribute, parts, level);
    }
  }
}

function visitAttribute(attribute: Uint8Array, parts: ExternalPart[], level: number): void {
  for (const [field, message] of messagesIn(attribute)) {
    if (field === ATTRIBUTE.tensor || field === ATTRIBUTE.tensors) visitTensor(message, parts);
    if (field === ATTRIBUTE.graph || field === ATTRIBUTE.graphs) visitGraph(message, parts, level + 1);
  }
}

function visitSparse(sparse: Uint8Array, parts: ExternalPart[]): void {
  for (const [field, tensor] of messagesIn(sparse))
    if (field === SPARSE.values || field === SPARSE.indices) visitTensor(tensor, parts);
}

function visitTensor(tensor: Uint8Array, parts: ExternalPart[]): void {
  const entries = new Map<string, string>();
  for (const [field, entry] of messagesIn(tensor)) {
    if (field !== TENSOR.external) continue;
    const texts = new Map(messagesIn(entry).map(([each, text]) => [each, new TextDecoder().decode(text)]));
    entries.set(texts.get(ENTRY.key) ?? '', texts.get(ENTRY.value) ?? '');
  }
  const location = entries.get('location');
  if (location === undefined) return;
  parts.push({ location, end: Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0) });
}
