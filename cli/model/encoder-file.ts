// Writes the weights of a BERT-shaped model as our own encoder reads them (docs/encoder.md).
import type { BertConfig } from './bert-graph.js';
import type { BertWeights, DenseWeights, LayerWeights } from './bert-weights.js';
import { FloatBert, type LayerInputs, type Site } from './float-bert.js';
import { concatenated } from './float-rows.js';
import { roundJointly, sampled } from './joint-rounding.js';
import { packedFile } from './packed-file.js';
import { codes, peakOf, rowScales } from './rounded-rows.js';
import { sampleTexts } from './sample-texts.js';
import type { SeldomTokens } from './seldom-tokens.js';
import { GELU_LEAST, smooth } from './smoothing.js';
import { tokenTable } from './token-table.js';
import { tokensFile } from './tokens-file.js';

const MAGIC = 'LEANNENC';
const VERSION = 2;

/** Greatest magnitude of a weight: 7 bits, which no processor's 8-bit products saturate with. */
const WEIGHT_PEAK = 63;

/** The entries of a Hugging Face config.json that say what an encoder has to compute. */
export interface EncoderConfig extends BertConfig {
  intermediate_size: number;
  hidden_act?: string;
  position_embedding_type?: string;
}

export interface EncoderSource {
  config: EncoderConfig;
  weights: BertWeights;
  special: { prefix: readonly number[]; suffix: readonly number[] };
  /** Tokens whose rows get few bits, or none. Default: no others than their ids say. */
  seldom?: SeldomTokens;
  /** SHA-256 of the ONNX file whose vectors it makes, in hexadecimal. */
  modelHash: string;
}

/** Why our encoder does not run such a model; undefined if it does. */
export function encoderFault({
  config,
  weights,
}: Pick<EncoderSource, 'config' | 'weights'>): string | undefined {
  const { hidden_size: hidden, num_attention_heads: heads, intermediate_size: inner } = config;
  const positions = weights.positions.length / hidden;
  if ((config.hidden_act ?? 'gelu') !== 'gelu') return `its activation is ${config.hidden_act}`;
  if ((config.position_embedding_type ?? 'absolute') !== 'absolute') return 'its positions are relative';
  if (![32, 64].includes(hidden / heads)) return `its heads have ${hidden / heads} values`;
  if (hidden % 64 !== 0 || hidden < 128 || hidden > 1024) return `its vectors have ${hidden} values`;
  if (inner % 64 !== 0 || inner > 4096) return `its inner layers have ${inner} values`;
  if (positions > 1024) return `it has ${positions} positions`;
  return config.num_hidden_layers > 48 ? `it has ${config.num_hidden_layers} layers` : undefined;
}

/** What our own encoder reads. */
export interface EncoderFiles {
  /** The weights, without rows of tokens. */
  encoder: Uint8Array;
  /** The rows of all tokens. */
  tokens: Uint8Array;
}

/** Both files. Takes some 15 s for a model of 11 million weights beside those of its tokens, and time in proportion. */
export function encoderFiles(source: EncoderSource): EncoderFiles {
  const { config, weights, special, seldom, modelHash } = source;
  const hidden = config.hidden_size;
  const vocabulary = weights.tokens.length / hidden;
  const isUsed = (id: number) => !seldom?.unused.has(id);
  const texts = sampleTexts(vocabulary, special, isUsed);
  const layers = Array.from(new FloatBert(config, weights).inputs(texts), (inputs, number) => {
    const layer = weights.layers[number];
    return layer === undefined ? [] : layerSections(layer, config, inputs);
  });
  const sections: ArrayBufferView[] = [
    header(source, vocabulary),
    ...codes(weights.positions, hidden, (row) => peakOf(row) / 127),
    weights.embeddedNorm.gain,
    weights.embeddedNorm.bias,
    ...layers.flat(),
  ];
  return {
    encoder: packedFile(MAGIC, VERSION, sections),
    tokens: tokensFile(tokenTable({ modelHash, hidden, embeddings: weights.tokens, seldom }), isUsed),
  };
}

function header({ config, weights, modelHash }: EncoderSource, vocabulary: number): Uint8Array {
  const bytes = Buffer.alloc(64);
  const { hidden_size: hidden, num_attention_heads: heads, intermediate_size: inner } = config;
  const positions = weights.positions.length / hidden;
  [hidden, heads, inner, config.num_hidden_layers, vocabulary, positions].forEach((value, i) => {
    bytes.writeUInt32LE(value, 4 * i);
  });
  bytes.writeFloatLE(config.layer_norm_eps, 24);
  bytes.write(modelHash, 32, 'hex');
  return bytes;
}

function layerSections(layer: LayerWeights, config: BertConfig, inputs: LayerInputs): ArrayBufferView[] {
  const size = config.hidden_size / config.num_attention_heads;
  // Scores as logarithms to base 2.
  const query = scaled(layer.query, Math.LOG2E / Math.sqrt(size));
  const rounded = (site: Site, whole: DenseWeights) => dense(whole, inputs[site], site);
  return [
    ...sectionsOf(rounded('joined', stacked([query, layer.key, layer.value]))),
    ...sectionsOf(rounded('mixed', layer.mixed)),
    ...sectionsOf(rounded('raised', layer.raised)),
    ...sectionsOf(lifted(rounded('lowered', layer.lowered))),
    layer.mixedNorm.gain,
    layer.mixedNorm.bias,
    layer.loweredNorm.gain,
    layer.loweredNorm.bias,
  ];
}

function scaled({ weights, bias, ...sizes }: DenseWeights, factor: number): DenseWeights {
  const times = (value: number) => value * factor;
  return { ...sizes, weights: weights.map(times), bias: bias.map(times) };
}

/** One layer whose outputs are those of several, one after another. */
function stacked(layers: readonly DenseWeights[]): DenseWeights {
  const inner = layers[0]?.inner ?? 0;
  const bias = concatenated(layers.map((layer) => layer.bias));
  return { inner, outer: bias.length, weights: concatenated(layers.map(({ weights }) => weights)), bias };
}

/** The four sections of a dense layer. */
interface RoundedDense {
  /** Of the inputs, before they are rounded. */
  factors: Float32Array;
  scales: Float32Array;
  bias: Float32Array;
  /** Row-major [outer, inner]. */
  codes: Int8Array;
}

function dense({ weights, ...others }: DenseWeights, inputs: Float32Array, site: Site): RoundedDense {
  const own = { ...others, weights: weights.slice() };
  const factors = smooth(own, inputs, site);
  const scales = rowScales(own.weights, own.inner, bestScale);
  const sample = sampled(inputs, factors);
  const rounded = roundJointly({ weights: own.weights, scales, most: WEIGHT_PEAK }, sample);
  return { factors, scales, bias: own.bias, codes: rounded };
}

/** The same layer for inputs less GELU_LEAST. By the rounded weights: they err as much in every input as in the bias. */
function lifted(layer: RoundedDense): RoundedDense {
  const { factors, scales, codes } = layer;
  const bias = layer.bias.map((value, o) => {
    const sum = factors.reduce((all, factor, i) => all + factor * (codes[o * factors.length + i] ?? 0), 0);
    return value + GELU_LEAST * (scales[o] ?? 0) * sum;
  });
  return { ...layer, bias };
}

const sectionsOf = ({ factors, scales, bias, codes }: RoundedDense) => [factors, scales, bias, codes];

/** The scale with the least square error: large weights may be cut a little. */
function bestScale(row: Float32Array): number {
  const peak = peakOf(row) / WEIGHT_PEAK;
  let best = peak;
  let least = Number.POSITIVE_INFINITY;
  for (let share = 1; share > 0.7; share -= 0.02) {
    const scale = peak * share;
    let error = 0;
    for (let i = 0; i < row.length && error < least; i++) {
      const value = row[i] as number;
      const code = Math.max(-WEIGHT_PEAK, Math.min(WEIGHT_PEAK, Math.round(value / scale)));
      const off = value - code * scale;
      error += off * off;
    }
    if (error >= least) continue;
    least = error;
    best = scale;
  }
  return best;
}
