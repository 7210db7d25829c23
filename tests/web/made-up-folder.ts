// Folders of small models with random weights, laid out as exporters do it, and the vectors that they have to give.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { roundedWeights } from './made-up-format.js';
import { type GraphOptions, madeUpGraph } from './made-up-graph.js';
import { hiddenStates } from './made-up-reference.js';
import { type Format, type MadeUpWeights, madeUpWeights, type Shape } from './made-up-weights.js';
import { randomFrom } from './random.js';
import type { Json } from './tokenizer-files.js';

/** A dense layer that follows pooling, row-major [outputs, inputs]. */
export interface MadeUpDense {
  inputs: number;
  outputs: number;
  weights: Float32Array;
  bias: Float32Array;
}

export interface MadeUpModel {
  shape: Pick<Shape, 'kind'> & Partial<Shape>;
  tokenizer: Json;
  format?: Format;
  graph?: Partial<Omit<GraphOptions, 'format' | 'keepOutside'>>;
  /** Path of the ONNX file in the folder. */
  file?: string;
  /** Name of the file beside it that has the larger weights. */
  outside?: string;
  /** Where that file really is; default: where the model says. */
  outsideAt?: string;
  /** What is added to config.json. */
  config?: Json;
  /** Other files by their paths; objects are written as JSON. */
  files?: Readonly<Record<string, object | Uint8Array>>;
}

export interface MadeUpFolder {
  folder: string;
  shape: Shape;
  /** The vectors of a text's tokens, special tokens included, computed by plain loops. */
  states(text: string, maxTokens?: number): Float64Array[];
}

const MODEL_TYPES = { bert: 'bert', decoder: 'qwen3', t5: 't5' } as const;
/** Bytes of weights that are worth a file of their own. */
const LARGE = 1000;

/** The caller removes the folder. */
export async function madeUpFolder(model: MadeUpModel, seed = 1): Promise<MadeUpFolder> {
  const tokenizer = new HuggingFaceTokenizer(structuredClone(model.tokenizer));
  const vocabulary = Math.max(
    tokenizer.size,
    ...Object.values(tokenizer.specialTokens)
      .flat()
      .map((id) => id + 1),
  );
  const sizes = { hidden: 16, heads: 2, inner: 32, layers: 2, positions: 64, offset: 0 };
  const shape: Shape = { ...sizes, vocabulary, ...model.shape };
  const { format = 'fp32', file = 'onnx/model.onnx' } = model;
  const weights = madeUpWeights(shape, seed);
  const folder = await mkdtemp(join(tmpdir(), 'leann-made-up-'));
  await write(folder, {
    'tokenizer.json': model.tokenizer,
    'config.json': {
      model_type: shape.offset > 0 ? 'xlm-roberta' : MODEL_TYPES[shape.kind],
      vocab_size: vocabulary,
      max_position_embeddings: shape.positions + shape.offset,
      pad_token_id: 1,
      ...model.config,
    },
    ...onnxFiles(model, shape, weights, format, file),
    ...model.files,
  });
  const rounded = roundedWeights(weights, format);
  const states = (text: string, maxTokens = 256) => {
    const { prefix, suffix } = tokenizer.specialTokens;
    const room = Math.min(maxTokens, shape.positions) - prefix.length - suffix.length;
    return hiddenStates(shape, rounded, [...prefix, ...tokenizer.encode(text).slice(0, room), ...suffix]);
  };
  return { folder, shape, states };
}

function onnxFiles(
  { graph = {}, outside, outsideAt = outside }: MadeUpModel,
  shape: Shape,
  weights: MadeUpWeights,
  format: Format,
  file: string,
): Record<string, Uint8Array> {
  const chunks: Uint8Array[] = [];
  let offset = 0;
  const keepOutside = (_: string, bytes: Uint8Array) => {
    if (outside === undefined || bytes.length < LARGE) return undefined;
    const place = { location: outside, offset };
    chunks.push(bytes);
    offset += bytes.length;
    return place;
  };
  const options: GraphOptions = {
    format,
    output: 'tokens',
    ids: 'int64',
    floats: 'float',
    ...graph,
    keepOutside,
  };
  const model = Buffer.concat(madeUpGraph(shape, weights, options).encode('leann-web tests'));
  const beside =
    outsideAt === undefined ? {} : { [posix.join(posix.dirname(file), outsideAt)]: Buffer.concat(chunks) };
  return { [file]: model, ...beside };
}

export async function write(
  folder: string,
  files: Readonly<Record<string, object | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content instanceof Uint8Array ? content : JSON.stringify(content));
  }
}

/** modules.json, with the folders that it names. */
export function sentenceModules(
  pooling: Json,
  dense: readonly MadeUpDense[] = [],
): Record<string, object | Uint8Array> {
  const types = ['Transformer', 'Pooling', ...dense.map(() => 'Dense'), 'Normalize'];
  const files: Record<string, object | Uint8Array> = {
    'modules.json': types.map((type, idx) => ({
      idx,
      name: String(idx),
      path: type === 'Transformer' ? '' : `${idx}_${type}`,
      type: `sentence_transformers.models.${type}`,
    })),
    '1_Pooling/config.json': pooling,
  };
  for (const [i, layer] of dense.entries()) {
    const { inputs, outputs } = layer;
    files[`${2 + i}_Dense/config.json`] = {
      in_features: inputs,
      out_features: outputs,
      bias: true,
      activation_function: i === 0 ? 'torch.nn.modules.activation.Tanh' : 'torch.nn.modules.linear.Identity',
    };
    files[`${2 + i}_Dense/model.safetensors`] = safetensors({
      'linear.weight': { shape: [outputs, inputs], data: layer.weights },
      'linear.bias': { shape: [outputs], data: layer.bias },
    });
  }
  return files;
}

export function madeUpDense(inputs: number, outputs: number, seed: number): MadeUpDense {
  const random = randomFrom(seed);
  const values = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  return { inputs, outputs, weights: values(inputs * outputs), bias: values(outputs) };
}

export function safetensors(tensors: Record<string, { shape: number[]; data: Float32Array }>): Uint8Array {
  const entries: Record<string, object> = {};
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    entries[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const header = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([
    length,
    header,
    ...Object.values(tensors).map(({ data }) => new Uint8Array(data.buffer)),
  ]);
}

/** What heads make of the vectors of tokens, in plain loops. */
export const HEADS = {
  mean: (states: Float64Array[]) =>
    (states[0] ?? new Float64Array(0)).map(
      (_, i) => states.reduce((sum, row) => sum + (row[i] ?? 0), 0) / states.length,
    ),
  cls: (states: Float64Array[]) => states[0] ?? new Float64Array(0),
  last: (states: Float64Array[]) => states.at(-1) ?? new Float64Array(0),
};

export function throughDense(vector: Float64Array, layers: readonly MadeUpDense[]): Float64Array {
  return layers.reduce((value, { inputs, outputs, weights, bias }, layer) => {
    const made = Float64Array.from({ length: outputs }, (_, row) =>
      value.reduce((sum, each, i) => sum + each * (weights[row * inputs + i] ?? 0), bias[row] ?? 0),
    );
    return layer === 0 ? made.map(Math.tanh) : made;
  }, vector);
}

export function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
