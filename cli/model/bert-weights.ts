// The weights of a BERT encoder by their place in it, whatever they are called in their file.
import type { BertConfig } from './bert-graph.js';
import type { Safetensors } from './safetensors.js';

/** `weights` is row-major [outer, inner]. */
export interface DenseWeights {
  inner: number;
  outer: number;
  weights: Float32Array;
  bias: Float32Array;
}

export interface NormWeights {
  gain: Float32Array;
  bias: Float32Array;
}

export interface LayerWeights {
  query: DenseWeights;
  key: DenseWeights;
  value: DenseWeights;
  mixed: DenseWeights;
  mixedNorm: NormWeights;
  raised: DenseWeights;
  lowered: DenseWeights;
  loweredNorm: NormWeights;
}

export interface BertWeights {
  /** [vocabulary, hidden] */
  tokens: Float32Array;
  /** [positions, hidden], with the embedding of the first type of token in each. */
  positions: Float32Array;
  embeddedNorm: NormWeights;
  layers: LayerWeights[];
}

/** Models for other tasks have the encoder under this name. */
const PREFIXES = ['', 'bert.'];

/** @throws Error if a weight is missing. */
export function bertWeights(config: BertConfig, file: Safetensors): BertWeights {
  const prefix = PREFIXES.find((each) => file.has(`${each}embeddings.word_embeddings.weight`)) ?? '';
  const data = (name: string) => file.weight(`${prefix}${name}`).data;
  const norm = (name: string) => ({ gain: data(`${name}.weight`), bias: data(`${name}.bias`) });
  const dense = (name: string) => {
    const { shape, data: weights } = file.weight(`${prefix}${name}.weight`);
    const [outer = 0, inner = 0] = shape;
    return { inner, outer, weights, bias: data(`${name}.bias`) };
  };
  const layer = (name: string) => ({
    query: dense(`${name}.attention.self.query`),
    key: dense(`${name}.attention.self.key`),
    value: dense(`${name}.attention.self.value`),
    mixed: dense(`${name}.attention.output.dense`),
    mixedNorm: norm(`${name}.attention.output.LayerNorm`),
    raised: dense(`${name}.intermediate.dense`),
    lowered: dense(`${name}.output.dense`),
    loweredNorm: norm(`${name}.output.LayerNorm`),
  });
  const types = data('embeddings.token_type_embeddings.weight');
  const places = data('embeddings.position_embeddings.weight');
  return {
    tokens: data('embeddings.word_embeddings.weight'),
    positions: places.map((value, i) => value + (types[i % config.hidden_size] ?? 0)),
    embeddedNorm: norm('embeddings.LayerNorm'),
    layers: Array.from({ length: config.num_hidden_layers }, (_, i) => layer(`encoder.layer.${i}`)),
  };
}
