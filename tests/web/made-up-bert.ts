// BERT models with random weights, as the files that a Hugging Face folder has.
import { bertWeights } from '../../cli/model/bert-weights.js';
import { type EncoderConfig, type EncoderFiles, encoderFiles } from '../../cli/model/encoder-file.js';
import { Safetensors } from '../../cli/model/safetensors.js';
import type { EncoderModule } from '../../web/encoder/encoder-module.js';
import { loadWhole } from '../../web/encoder/whole-encoder.js';
import { safetensors } from './made-up-folder.js';
import { randomFrom } from './random.js';

export interface BertSizes {
  hidden: number;
  heads: number;
  inner: number;
  layers: number;
}

export const VOCABULARY = 200;
export const POSITIONS = 80;
export const MODEL_HASH = '0123456789abcdef'.repeat(4);

export interface MadeUpBert {
  config: EncoderConfig;
  weights: Safetensors;
  /** The file that they are read from. */
  safetensors: Uint8Array;
}

/** Weights with which every layer has inputs and outputs of about unit variance. */
export function madeUpBert(
  { hidden, heads, inner, layers }: BertSizes,
  seed = 1,
  vocabulary = VOCABULARY,
): MadeUpBert {
  const config = {
    hidden_size: hidden,
    num_attention_heads: heads,
    num_hidden_layers: layers,
    intermediate_size: inner,
    layer_norm_eps: 1e-12,
  };
  const random = randomFrom(seed);
  const tensors: Record<string, { shape: number[]; data: Float32Array }> = {};
  const add = (name: string, shape: number[], mean: number, deviation: number) => {
    const length = shape.reduce((product, size) => product * size, 1);
    tensors[name] = { shape, data: Float32Array.from({ length }, () => mean + deviation * normal(random)) };
  };
  const norm = (name: string) => {
    add(`${name}.weight`, [hidden], 1, 0.1);
    add(`${name}.bias`, [hidden], 0, 0.1);
  };
  const dense = (name: string, from: number, to: number) => {
    add(`${name}.weight`, [to, from], 0, 1 / Math.sqrt(from));
    add(`${name}.bias`, [to], 0, 0.1);
  };
  add('embeddings.word_embeddings.weight', [vocabulary, hidden], 0, 0.05);
  add('embeddings.position_embeddings.weight', [POSITIONS, hidden], 0, 0.02);
  add('embeddings.token_type_embeddings.weight', [2, hidden], 0, 0.02);
  norm('embeddings.LayerNorm');
  for (let layer = 0; layer < layers; layer++) {
    const name = `encoder.layer.${layer}`;
    for (const part of ['query', 'key', 'value']) dense(`${name}.attention.self.${part}`, hidden, hidden);
    dense(`${name}.attention.output.dense`, hidden, hidden);
    norm(`${name}.attention.output.LayerNorm`);
    dense(`${name}.intermediate.dense`, hidden, inner);
    dense(`${name}.output.dense`, inner, hidden);
    norm(`${name}.output.LayerNorm`);
  }
  const file = safetensors(tensors);
  return { config, weights: new Safetensors(file), safetensors: file };
}

/** The model as our own encoder reads it; tokens of `unused` have no row. */
export function madeUpFiles({ config, weights }: MadeUpBert, unused = new Set<number>()): LoadedFiles {
  const special = { prefix: [1], suffix: [2] };
  const seldom = { unused, foreign: new Set<number>() };
  const source = { config, weights: bertWeights(config, weights), special, seldom, modelHash: MODEL_HASH };
  return unsharedFiles(encoderFiles(source));
}

export function unsharedFiles({ encoder, tokens }: EncoderFiles): LoadedFiles {
  return { encoder: new Uint8Array(encoder), tokens: new Uint8Array(tokens) };
}

/** An instance with those files. */
export async function loadMadeUp(
  { encoder, tokens }: LoadedFiles,
  wasm: WebAssembly.Module,
): Promise<EncoderModule> {
  return (await loadWhole(wasm, encoder, [{ path: 'tokens', bytes: tokens }])).module;
}

/** Files in memory of their own. */
export type LoadedFiles = Record<keyof EncoderFiles, Uint8Array<ArrayBuffer>>;

/** Some text of that many tokens. */
export function madeUpText(length: number, seed: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length }, () => Math.floor(random() * VOCABULARY));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
