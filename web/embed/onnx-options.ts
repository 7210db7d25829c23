// The options of an ONNX model.
import { LeannError } from '../base/error.js';
import type { EmbedRuntime } from './embedder.js';
import type { LoadProgress } from './file-source.js';
import { DTYPES, type ModelDtype } from './model-files.js';
import type { OrtDevice } from './ort-runtime.js';
import type { TokenPooling } from './pooling.js';
import type { WasmPaths } from './wasm-paths.js';

/** Of a model, wherever it runs. */
export interface OnnxModelOptions {
  /**
   * The device to run on. Default 'auto': in browsers, WebGPU if there is a graphics card, the model works on it and it takes
   * less time than WASM for a short batch, which is measured while the model is loaded; else WASM. In Node, the package
   * onnxruntime-node if it is installed, else WASM. 'webnn' is experimental, and never chosen by itself.
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
   * 'leann' is our own encoder or an error, for pages that serve nothing else.
   */
  runtime?: 'auto' | EmbedRuntime;
  /**
   * Paths of all files of the folder. Others are then not asked for, which saves requests for files that need not be there.
   * Default: unknown.
   */
  files?: readonly string[];
  /**
   * Path in the folder of a file of rows of tokens that our own encoder reads with the weights. Others are fetched when a text needs
   * them, if the folder has shards. Default: `encoder-tokens.bin`, which has all; if it is not there, none.
   */
  tokens?: string;
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
   * Most threads that embed. Our own encoder shares a batch among so many, each but the first a worker with a copy of the model (30 MB
   * for all-MiniLM-L6-v2), which starts when there is a batch to share; where no worker can be had, there are fewer. Default: in the
   * package's worker 2, or half as many as there are processors, at most 4, as far as all copies take 128 MB or less; 1 where memory is
   * small, or in the page itself. In Node and in a worker of yours it has 1, whatever this says. ONNX Runtime on WASM: default 1; if
   * the page is cross-origin isolated and `wasmPaths` is given, as many as there are processors, at most 4.
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

const CHOICES = {
  device: ['auto', 'webgpu', 'webnn', 'wasm', 'node'],
  dtype: DTYPES,
  runtime: ['auto', 'leann', 'onnxruntime'],
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
  const { modelFile } = options;
  if (
    runtime === 'leann' &&
    !(dtype === 'int8' && /auto|wasm/.test(device) && pooling !== 'last' && !modelFile)
  ) {
    const reason = 'it takes int8 on wasm, from no other file, and pools by mean or cls';
    throw new LeannError('invalid-argument', `leann: cannot use runtime leann: ${reason}`);
  }
  for (const [name, value] of Object.entries({ maxTokens, batchSize, numThreads, dimensions })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
      throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: not a positive integer`);
    }
  }
}
