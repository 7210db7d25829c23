// The options of an ONNX model, and the settings that follow from them.
import { LeannError } from '../base/error.js';
import { sha256 } from '../base/sha256.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { MAX_TOKENS, MODEL_BATCH_SIZE } from './defaults.js';
import type { EmbedRuntime } from './embedder.js';
import type { LoadProgress } from './file-source.js';
import type { ModelDtype, ModelFiles } from './model-folder.js';
import { usesOperator } from './onnx-operators.js';
import type { OrtDevice } from './ort-runtime.js';
import type { Pooling } from './pooling.js';
import type { WasmPaths } from './wasm-paths.js';

/** Of a model, wherever it runs. */
export interface OnnxModelOptions {
  /**
   * The device to run on. Default 'auto': in browsers, WebGPU if there is a graphics card and the model works on it, else WASM;
   * in Node, the package onnxruntime-node if it is installed, else WASM.
   */
  device?: 'auto' | OrtDevice;
  /** Which of the folder's models. Default: int8 if it is there, else fp32. WebGPU is of use for fp32 and fp16. */
  dtype?: ModelDtype;
  /** Path in the folder of another ONNX file to use. */
  modelFile?: string;
  /**
   * What computes the vectors. Default 'auto': our own encoder, if the folder has `encoder.bin`, the device is a processor and
   * neither `dtype` nor `modelFile` ask for another model; else ONNX Runtime. Either makes vectors that can be compared.
   * 'leann' is our own encoder or an error, for pages that serve nothing else.
   */
  runtime?: 'auto' | EmbedRuntime;
  /** Default 'mean'. */
  pooling?: Pooling;
  /** Whether vectors are brought to unit length. Default true. */
  normalize?: boolean;
  /** Tokens of a text that are read, special tokens and prefix included. Default 256, or what the model takes if less. */
  maxTokens?: number;
  /** Put before queries and passages; default ''. */
  queryPrefix?: string;
  passagePrefix?: string;
  /** Most texts in one run. Default 8; always 1 for models whose vectors depend on the other texts of a batch. */
  batchSize?: number;
  /**
   * In browsers, where ONNX Runtime Web's .wasm and .mjs files are served. Default: beside its script,
   * where bundlers put them. The first embedder of a page decides, as with `numThreads`.
   */
  wasmPaths?: WasmPaths;
  /**
   * Threads of WASM. Default 1; if the page is cross-origin isolated and `wasmPaths` is given, as many as there are
   * processors, at most 4.
   */
  numThreads?: number;
  /**
   * Where the modules of our own encoder (`leann-encoder-*.wasm`) are served. Default: beside the package's script, where
   * bundlers put them.
   */
  encoderPath?: string | URL;
  /** Ends the loading with the signal's reason. */
  signal?: AbortSignal;
  /** Told after every piece of a file that has arrived. */
  onProgress?: (progress: LoadProgress) => void;
  /** Told when the model falls back to another device than it was loaded on, and why. */
  onDevice?: (device: OrtDevice, reason: string) => void;
}

/** Options that have a value once the model is known. */
export type Settings = Required<
  Pick<
    OnnxModelOptions,
    'pooling' | 'normalize' | 'queryPrefix' | 'passagePrefix' | 'maxTokens' | 'batchSize'
  >
>;

const CHOICES = {
  device: ['auto', 'webgpu', 'wasm', 'node'],
  dtype: ['fp32', 'fp16', 'int8'],
  runtime: ['auto', 'leann', 'onnxruntime'],
  pooling: ['mean', 'cls'],
} as const;

/** @throws LeannError `invalid-argument` for an unknown choice, or a number that is not a positive integer. */
export function checkOptions(options: OnnxModelOptions): void {
  const { device = 'auto', dtype = 'int8', runtime = 'auto', pooling = 'mean' } = options;
  const { maxTokens, batchSize, numThreads } = options;
  for (const [name, value] of Object.entries({ device, dtype, runtime, pooling })) {
    const choices: readonly string[] = CHOICES[name as keyof typeof CHOICES];
    if (!choices.includes(value)) {
      const reason = `it must be one of ${choices.join(', ')}`;
      throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: ${reason}`);
    }
  }
  if (runtime === 'leann' && (dtype !== 'int8' || !/auto|wasm/.test(device) || options.modelFile)) {
    const reason = 'it takes int8 on wasm, from no other file';
    throw new LeannError('invalid-argument', `leann: cannot use runtime leann: ${reason}`);
  }
  for (const [name, value] of Object.entries({ maxTokens, batchSize, numThreads })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
      throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: not a positive integer`);
    }
  }
}

/** A number of a JSON object, if it has one by that name. */
export function numberIn(json: object, key: string): number | undefined {
  const value: unknown = Reflect.get(json, key);
  return typeof value === 'number' ? value : undefined;
}

/**
 * The options with their defaults, which the model decides.
 * @throws LeannError `invalid-argument` for a `maxTokens` that the model cannot take, or that leaves no room for text.
 */
export function settingsFor(files: ModelFiles, tokenizer: Tokenizer, options: OnnxModelOptions): Settings {
  const { model, runtime, config, tokenizerConfig } = files;
  const positions = numberIn(config, 'max_position_embeddings') ?? Number.POSITIVE_INFINITY;
  const trained = numberIn(tokenizerConfig, 'model_max_length') ?? positions;
  const maxTokens = options.maxTokens ?? Math.min(MAX_TOKENS, trained, positions);
  if (maxTokens > positions) {
    const reason = `the model takes at most ${positions}`;
    throw new LeannError('invalid-argument', `leann: cannot use maxTokens ${maxTokens}: ${reason}`);
  }
  const { queryPrefix = '', passagePrefix = '' } = options;
  const { prefix, suffix } = tokenizer.specialTokens;
  const prefixes = [queryPrefix, passagePrefix].map((text) => tokenizer.encode(text).length);
  const needed = prefix.length + suffix.length + Math.max(...prefixes) + 1;
  if (maxTokens < needed) {
    const reason = `special tokens and prefix leave no room for text`;
    throw new LeannError('invalid-argument', `leann: cannot use maxTokens ${maxTokens}: ${reason}`);
  }
  return {
    pooling: options.pooling ?? 'mean',
    normalize: options.normalize ?? true,
    queryPrefix,
    passagePrefix,
    maxTokens,
    // Such models scale activations by the largest value in the whole batch, padding included.
    batchSize:
      runtime === 'onnxruntime' && usesOperator(model, 'DynamicQuantize')
        ? 1
        : (options.batchSize ?? MODEL_BATCH_SIZE),
  };
}

/** Equal for embedders that make comparable vectors. `modelHash`: SHA-256 of the ONNX file, in hexadecimal. */
export async function fingerprintOf(
  modelHash: string,
  tokenizer: Uint8Array<ArrayBuffer>,
  settings: Settings,
): Promise<string> {
  const { pooling, normalize, maxTokens, queryPrefix, passagePrefix } = settings;
  const hashes = `${modelHash} ${await sha256(tokenizer)}`;
  const hash = (await sha256(new TextEncoder().encode(hashes))).slice(0, 16);
  const prefixes = JSON.stringify([queryPrefix, passagePrefix]);
  return [hash, pooling, normalize ? 'unit' : 'raw', maxTokens, prefixes].join(':');
}
