// Loads the files of a model from a folder laid out as on Hugging Face.
import { ENCODER_FILE, TOKENS_FILE, TOKENS_LIST } from './defaults.js';
import type { EmbedRuntime } from './embedder.js';
import { type FileContent, folderReader, type ReadFile, type ReadOptions } from './file-source.js';
import { FORMATS_FILE, type Formats, formatsOf } from './formats.js';
import { reasonOf } from './load-error.js';
import { candidates, type ModelDtype } from './model-files.js';
import { externalParts } from './onnx-parts.js';
import { readModules, type SentenceModules } from './sentence-modules.js';
import { type TokenFiles, tokenFilesOf } from './token-files.js';

export interface ModelFolderOptions extends ReadOptions {
  /** Default: int8 if the folder has it, else fp32, else what there is. */
  dtype?: ModelDtype | undefined;
  /** Path in the folder of another ONNX file to use. */
  modelFile?: string | undefined;
  /** Of a model in parts, the one that is read: `text_model`. Default: `model`. */
  part?: string | undefined;
  /** Paths of all files of the folder, if they are known: others are not asked for. */
  files?: readonly string[] | undefined;
  /** Whether the weights for our own encoder are read in place of the ONNX file, if they are there. */
  encoder?: boolean;
  /**
   * Path in the folder of a file of rows of tokens, which must be there; others are fetched from shards, if the folder has some.
   * Default: the file of all rows, or none if it is not there but shards are.
   */
  tokens?: string | undefined;
  /** 'leann': they have to be. */
  runtime?: 'auto' | EmbedRuntime;
}

/** A file beside that of the weights, by the name that the model has for it. */
export interface ExternalFile {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The weights. */
export interface ModelWeights {
  /** Path in the folder. */
  file: string;
  dtype: ModelDtype;
  /** What `model` is for. */
  runtime: EmbedRuntime;
  model: Uint8Array<ArrayBuffer>;
  /** Weights that an ONNX model keeps outside of its file; of our own encoder, rows of tokens. */
  external: readonly ExternalFile[];
  /** Of our own encoder, where other rows of tokens are. */
  tokens?: TokenFiles;
}

/** The files of a folder. JSON files that are not there are empty objects. */
export interface ModelFiles extends ModelWeights {
  tokenizer: Uint8Array<ArrayBuffer>;
  tokenizerJson: object;
  tokenizerConfig: object;
  config: object;
  /** Which of its files are one model; undefined if it does not say. */
  formats: Formats | undefined;
  modules: SentenceModules;
}

/**
 * Reads tokenizer.json, tokenizer_config.json, config.json and formats.json (if they are there), what modules.json names, and the ONNX file.
 * Rejects with an Error that says which file is wrong, or with the reason of the signal.
 */
export async function readModelFolder(
  folder: string | URL,
  options: ModelFolderOptions,
): Promise<ModelFiles> {
  const read = readerOf(folder, options);
  const settings = await readSettings(read, options);
  return { ...settings, ...(await readWeights(read, options)) };
}

/** The weights alone, of another runtime. Rejects like {@link readModelFolder}. */
export async function readModelWeights(
  folder: string | URL,
  options: ModelFolderOptions,
): Promise<ModelWeights> {
  return await readWeights(readerOf(folder, options), options);
}

/** A file of the folder as JSON; an empty object if it is not there. Rejects like {@link readModelFolder}. */
export async function readFolderJson(
  folder: string | URL,
  file: string,
  options: ModelFolderOptions,
): Promise<object> {
  return parse(file, await readerOf(folder, options)(file, options));
}

/** A file of the folder as text; undefined if it is not there. Rejects like {@link readModelFolder}. */
export async function readFolderText(
  folder: string | URL,
  file: string,
  options: ModelFolderOptions,
): Promise<string | undefined> {
  const content = await readerOf(folder, options)(file, options);
  return 'missing' in content ? undefined : new TextDecoder().decode(content.bytes);
}

function readerOf(folder: string | URL, { signal, files }: ModelFolderOptions): ReadFile {
  const read = named(folderReader(folder), signal);
  return async (file, options) =>
    files === undefined || files.includes(file) ? await read(file, options) : { missing: 'not found' };
}

async function readSettings(read: ReadFile, options: ModelFolderOptions) {
  const [tokenizer, tokenizerConfig, config, formats, modules] = await Promise.all([
    read('tokenizer.json', options),
    read('tokenizer_config.json', options),
    read('config.json', options),
    read(FORMATS_FILE, options),
    readModules((file) => read(file, options)),
  ]);
  if ('missing' in tokenizer) throw new Error(`tokenizer.json: ${tokenizer.missing}`);
  return {
    tokenizerJson: parse('tokenizer.json', tokenizer),
    tokenizerConfig: parse('tokenizer_config.json', tokenizerConfig),
    config: parse('config.json', config),
    formats: parse(FORMATS_FILE, formats, formatsOf),
    tokenizer: tokenizer.bytes,
    modules,
  };
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

function parse(file: string, content: FileContent): object;
function parse<Value>(file: string, content: FileContent, as: (json: object) => Value): Value;
function parse(file: string, content: FileContent, as: (json: object) => unknown = (json) => json): unknown {
  if ('missing' in content) return as({});
  try {
    return as(Object(JSON.parse(new TextDecoder().decode(content.bytes))));
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

async function readWeights(read: ReadFile, options: ModelFolderOptions): Promise<ModelWeights> {
  if (options.encoder) {
    const weights = await readEncoder(read, options);
    if (weights !== undefined) return weights;
  }
  const missing = new Map<string, string[]>();
  for (const { file, dtype } of candidates(options.dtype, options.modelFile, options.part)) {
    const content = await read(file, options);
    if ('bytes' in content) {
      const external = await readExternal(read, options, file, content.bytes);
      return { file, model: content.bytes, external, dtype, runtime: 'onnxruntime' };
    }
    missing.set(content.missing, [...(missing.get(content.missing) ?? []), file]);
  }
  throw new Error([...missing].map(([reason, files]) => `${files.join(', ')}: ${reason}`).join('; '));
}

/** The weights for our own encoder; undefined if they are not there and need not be. */
async function readEncoder(read: ReadFile, options: ModelFolderOptions): Promise<ModelWeights | undefined> {
  const { tokens: named, runtime } = options;
  // As text, whatever a caller without types gives.
  const path = `${named ?? TOKENS_FILE}`;
  const [weights, tokens, listed] = await Promise.all([
    read(ENCODER_FILE, options),
    read(path, options),
    named === undefined ? undefined : read(TOKENS_LIST, options),
  ]);
  const demand = (file: string, content: FileContent, isAsked = runtime === 'leann') => {
    if ('missing' in content && isAsked) throw new Error(`${file}: ${content.missing}`);
  };
  demand(ENCODER_FILE, weights);
  if ('missing' in weights) return undefined;
  const whole = { file: ENCODER_FILE, model: weights.bytes, dtype: 'int8', runtime: 'leann' } as const;
  const external = 'bytes' in tokens ? [{ path, bytes: tokens.bytes }] : [];
  if (named !== undefined) demand(path, tokens, true);
  else if (external.length > 0) return { ...whole, external };
  const list = listed ?? (await read(TOKENS_LIST, options));
  if ('bytes' in list) return { ...whole, external, tokens: parse(TOKENS_LIST, list, tokenFilesOf) };
  if (external.length > 0) return { ...whole, external };
  demand(path, tokens);
  return undefined;
}

/** Reads the files in which the model keeps weights: beside it, or in folders there. */
async function readExternal(
  read: ReadFile,
  options: ModelFolderOptions,
  file: string,
  model: Uint8Array,
): Promise<ExternalFile[]> {
  checkModel(file, model);
  const ends = new Map<string, number>();
  for (const { location, end } of partsOf(file, model)) {
    ends.set(location, Math.max(end, ends.get(location) ?? 0));
  }
  const place = file.slice(0, file.lastIndexOf('/') + 1);
  return await Promise.all(
    [...ends].map(async ([path, end]) => {
      const content = await read(place + path, options);
      if ('missing' in content) throw new Error(`${place}${path}: ${content.missing}, and ${file} needs it`);
      const { bytes } = content;
      if (bytes.length >= end) return { path, bytes };
      const reason = `it has ${bytes.length} bytes, and ${file} needs ${end}`;
      throw new Error(`${place}${path}: ${reason}`);
    }),
  );
}

function partsOf(file: string, model: Uint8Array): ReturnType<typeof externalParts> {
  try {
    return externalParts(model);
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function checkModel(file: string, bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Error(`${file}: the file is empty`);
  const start = new TextDecoder().decode(bytes.subarray(0, 32));
  if (start.startsWith('version https://git-lfs'))
    throw new Error(`${file}: a Git LFS pointer, not the model`);
}
