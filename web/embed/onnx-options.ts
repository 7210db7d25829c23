// The options of an ONNX model, and the settings that follow from them.
import { LeannError } from '../base/error.js';
import { sha256 } from '../base/sha256.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { MAX_TOKENS, MODEL_BATCH_SIZE } from './defaults.js';
import type { LoadProgress } from './file-source.js';
import type { Head } from './head.js';
import { DTYPES, type ModelDtype } from './model-files.js';
import type { ModelFiles } from './model-folder.js';
import { usesOperator } from './onnx-operators.js';
import type { OrtDevice, WasmPaths } from './ort-runtime.js';
import type { TokenPooling } from './pooling.js';

/** Of a model, wherever it runs. */
export interface OnnxModelOptions {
  /**
   * The device to run on. Default 'auto': in browsers, WebGPU if there is a graphics card and the model works on it, else WASM;
   * in Node, the package onnxruntime-node if it is installed, else WASM.
   */
  device?: 'auto' | OrtDevice;
  /**
   * Which of the folder's models. Default: int8 if it is there, else fp32, else the first that is there of uint8, q4, fp16 and
   * q4f16. WebGPU is of use for those with floats.
   */
  dtype?: ModelDtype;
  /** Path in the folder of another ONNX file to use. */
  modelFile?: string;
  /**
   * What computes the vectors. Default 'auto': our own encoder, if the folder has `encoder.bin`, the device is a processor and
   * neither `dtype` nor `modelFile` ask for another model; else ONNX Runtime. Either makes vectors that can be compared.
   */
  runtime?: 'auto' | 'onnxruntime';
  /**
   * Paths of all files of the folder. Others are then not asked for, which saves requests for files that need not be there.
   * Default: unknown.
   */
  files?: readonly string[];
  /**
   * How the vectors of tokens become one: their mean, that of the first token, or that of the last. Default: what the model does
   * by itself, if it has an output `sentence_embedding`; else what the folder's `modules.json` says; else 'mean'. If it is given,
   * dense layers of the folder are still applied.
   */
  pooling?: TokenPooling;
  /** Whether vectors are brought to unit length. Default true. */
  normalize?: boolean;
  /**
   * The first values of each vector that are kept, for models that were trained for that (Matryoshka). What is left is brought to
   * unit length. Default: all.
   */
  dimensions?: number;
  /** Tokens of a text that are read, special tokens and prefix included. Default 256, or what the model takes if less. */
  maxTokens?: number;
  /**
   * Put before queries and passages. Default: the prompts in the folder's `config_sentence_transformers.json` (for queries that
   * called `query`; for passages `document`, `passage` or `corpus`), else ''.
   */
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
export interface Settings
  extends Required<Pick<OnnxModelOptions, 'queryPrefix' | 'passagePrefix' | 'maxTokens' | 'batchSize'>> {
  head: Head;
}

const CHOICES = {
  device: ['auto', 'webgpu', 'wasm', 'node'],
  dtype: DTYPES,
  runtime: ['auto', 'onnxruntime'],
  pooling: ['mean', 'cls', 'last'],
} as const;

/** @throws LeannError `invalid-argument` for an unknown choice, or a number that is not a positive integer. */
export function checkOptions(options: OnnxModelOptions): void {
  const { device = 'auto', dtype = 'int8', runtime = 'auto', pooling = 'mean' } = options;
  const { maxTokens, batchSize, numThreads, dimensions } = options;
  for (const [name, value] of Object.entries({ device, dtype, runtime, pooling })) {
    const choices: readonly string[] = CHOICES[name as keyof typeof CHOICES];
    if (!choices.includes(value)) {
      const reason = `it must be one of ${choices.join(', ')}`;
      throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: ${reason}`);
    }
  }
  for (const [name, value] of Object.entries({ maxTokens, batchSize, numThreads, dimensions })) {
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

/** Kinds of models that number positions from the padding token's id on: so many more are in their tables than tokens fit. */
const OFFSET_MODELS = ['roberta', 'xlm-roberta', 'camembert', 'mpnet'];

/**
 * The options with their defaults, which the folder decides.
 * @throws LeannError `invalid-argument` for a `maxTokens` that the model cannot take, or that leaves no room for text.
 * @throws Error that names the file that says something that is not known here.
 */
export function settingsFor(files: ModelFiles, tokenizer: Tokenizer, options: OnnxModelOptions): Settings {
  const { model, runtime, config, tokenizerConfig, modules } = files;
  const positions = positionsOf(config);
  const trained = numberIn(tokenizerConfig, 'model_max_length') ?? positions;
  const maxTokens =
    options.maxTokens ?? Math.min(MAX_TOKENS, trained, positions, modules.maxTokens ?? positions);
  if (maxTokens > positions) {
    const reason = `the model takes at most ${positions}`;
    throw new LeannError('invalid-argument', `leann: cannot use maxTokens ${maxTokens}: ${reason}`);
  }
  const { queryPrefix = modules.queryPrefix ?? '', passagePrefix = modules.passagePrefix ?? '' } = options;
  const { prefix, suffix } = tokenizer.specialTokens;
  const prefixes = [queryPrefix, passagePrefix].map((text) => tokenizer.encode(text).length);
  const needed = prefix.length + suffix.length + Math.max(...prefixes) + 1;
  if (maxTokens < needed) {
    const reason = `special tokens and prefix leave no room for text`;
    throw new LeannError('invalid-argument', `leann: cannot use maxTokens ${maxTokens}: ${reason}`);
  }
  return {
    head: {
      pooling: options.pooling ?? modules.pooling() ?? 'mean',
      steps: modules.steps,
      dimensions: options.dimensions,
      normalize: options.normalize ?? true,
    },
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

/** Most tokens of a text, special tokens included. */
function positionsOf(config: object): number {
  const positions = numberIn(config, 'max_position_embeddings') ?? Number.POSITIVE_INFINITY;
  const isOffset = OFFSET_MODELS.includes(String(Reflect.get(config, 'model_type')));
  return isOffset ? positions - (numberIn(config, 'pad_token_id') ?? 1) - 1 : positions;
}

/**
 * Equal for embedders that make comparable vectors. `modelHash`: SHA-256 of the ONNX file and of those beside it, in hexadecimal;
 * `isComplete`: whether the model pools by itself.
 */
export async function fingerprintOf(
  modelHash: string,
  { tokenizer, modules }: Pick<ModelFiles, 'tokenizer' | 'modules'>,
  { head, maxTokens, queryPrefix, passagePrefix }: Settings,
  isComplete: boolean,
): Promise<string> {
  const hashes = `${modelHash} ${await sha256(tokenizer)}`;
  const hash = (await sha256(new TextEncoder().encode(hashes))).slice(0, 16);
  const prefixes = JSON.stringify([queryPrefix, passagePrefix]);
  const { pooling, normalize, dimensions } = head;
  const parts = [hash, isComplete ? 'model' : pooling, normalize ? 'unit' : 'raw', maxTokens, prefixes];
  if (!isComplete && head.steps.some((step) => step !== 'normalize'))
    parts.push(`dense=${await stepsHash(head, modules)}`);
  if (dimensions !== undefined) parts.push(`dimensions=${dimensions}`);
  return parts.join(':');
}

/** Of layers and their order. */
async function stepsHash({ steps }: Head, { weights }: ModelFiles['modules']): Promise<string> {
  const names = steps.map((step) => (step === 'normalize' ? step : `${step.outputs} ${step.activation}`));
  const hashes = await Promise.all(weights.map(sha256));
  return (await sha256(new TextEncoder().encode([...names, ...hashes].join('\n')))).slice(0, 16);
}
