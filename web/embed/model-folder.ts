// Loads the files of a model from a folder laid out as on Hugging Face.
import { ENCODER_FILE } from './defaults.js';
import type { EmbedRuntime } from './embedder.js';
import { type FileContent, folderReader, type ReadFile, type ReadOptions } from './file-source.js';
import { reasonOf } from './load-error.js';

/** Number format of a model's weights. */
export type ModelDtype = 'fp32' | 'fp16' | 'int8';

/** Paths of a model's weights, in order of preference. */
export const MODEL_FILES: Record<ModelDtype, readonly string[]> = {
  fp32: ['onnx/model.onnx'],
  fp16: ['onnx/model_fp16.onnx'],
  int8: ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx'],
};

export interface ModelFolderOptions extends ReadOptions {
  /** Default: int8 if the folder has it, else fp32. */
  dtype?: ModelDtype | undefined;
  /** Path in the folder of another ONNX file to use. */
  modelFile?: string | undefined;
  /** Whether the weights for our own encoder are read in place of the ONNX file, if they are there. */
  encoder?: boolean;
  /** 'leann': they have to be. */
  runtime?: 'auto' | EmbedRuntime;
}

/** The files of a folder. JSON files that are not there are empty objects. */
export interface ModelFiles {
  dtype: ModelDtype;
  /** What `model` is for. */
  runtime: EmbedRuntime;
  model: Uint8Array<ArrayBuffer>;
  tokenizer: Uint8Array<ArrayBuffer>;
  tokenizerJson: object;
  tokenizerConfig: object;
  config: object;
}

/**
 * Reads tokenizer.json, tokenizer_config.json and config.json (if they are there) and the ONNX file.
 * Rejects with an Error that says which file is wrong, or with the reason of the signal.
 */
export async function readModelFolder(
  folder: string | URL,
  options: ModelFolderOptions,
): Promise<ModelFiles> {
  const read = named(folderReader(folder), options.signal);
  const [tokenizer, tokenizerConfig, config] = await Promise.all([
    read('tokenizer.json', options),
    read('tokenizer_config.json', options),
    read('config.json', options),
  ]);
  if ('missing' in tokenizer) throw new Error(`tokenizer.json: ${tokenizer.missing}`);
  const json = {
    tokenizerJson: parse('tokenizer.json', tokenizer),
    tokenizerConfig: parse('tokenizer_config.json', tokenizerConfig),
    config: parse('config.json', config),
  };
  return { ...json, tokenizer: tokenizer.bytes, ...(await readModel(read, options)) };
}

/** Puts the file's name into errors; an abort stays what it is. */
function named(read: ReadFile, signal: AbortSignal | undefined): ReadFile {
  return async (file, options) => {
    try {
      return await read(file, options);
    } catch (error) {
      signal?.throwIfAborted();
      throw new Error(`${file}: ${reasonOf(error)}`, { cause: error });
    }
  };
}

function parse(file: string, content: FileContent): object {
  if ('missing' in content) return {};
  try {
    return Object(JSON.parse(new TextDecoder().decode(content.bytes)));
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

async function readModel(
  read: ReadFile,
  options: ModelFolderOptions,
): Promise<Pick<ModelFiles, 'model' | 'dtype' | 'runtime'>> {
  if (options.encoder) {
    const content = await read(ENCODER_FILE, options);
    if ('bytes' in content) return { model: content.bytes, dtype: 'int8', runtime: 'leann' };
    if (options.runtime === 'leann') throw new Error(`${ENCODER_FILE}: ${content.missing}`);
  }
  const reasons: string[] = [];
  for (const { file, dtype } of candidates(options)) {
    const content = await read(file, options);
    if ('bytes' in content) {
      checkModel(file, content.bytes);
      return { model: content.bytes, dtype, runtime: 'onnxruntime' };
    }
    reasons.push(`${file}: ${content.missing}`);
  }
  throw new Error(reasons.join('; '));
}

function candidates({ dtype, modelFile }: ModelFolderOptions): { file: string; dtype: ModelDtype }[] {
  if (modelFile !== undefined) return [{ file: modelFile, dtype: dtype ?? dtypeOf(modelFile) }];
  const dtypes: ModelDtype[] = dtype === undefined ? ['int8', 'fp32'] : [dtype];
  return dtypes.flatMap((each) => MODEL_FILES[each].map((file) => ({ file, dtype: each })));
}

function dtypeOf(file: string): ModelDtype {
  if (/int8|quantized|q8/.test(file)) return 'int8';
  return file.includes('fp16') ? 'fp16' : 'fp32';
}

function checkModel(file: string, bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Error(`${file}: the file is empty`);
  const start = new TextDecoder().decode(bytes.subarray(0, 32));
  if (start.startsWith('version https://git-lfs'))
    throw new Error(`${file}: a Git LFS pointer, not the model`);
}
