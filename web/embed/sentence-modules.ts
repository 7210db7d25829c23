// What a sentence-transformers folder says about itself: how its tokens are pooled, what follows, which prompts it was
// trained with, and how long texts may be.
import { type Dense, isActivation } from './dense.js';
import type { FileContent } from './file-source.js';
import type { Step } from './head.js';
import { reasonOf } from './load-error.js';
import type { TokenPooling } from './pooling.js';
import { SafetensorsFile } from './safetensors.js';

export interface SentenceModules {
  /** Undefined if the folder does not say. Throws an Error that names the file if there is no such pooling here. */
  pooling: () => TokenPooling | undefined;
  steps: readonly Step[];
  /** Put before texts, by kind; undefined where the folder does not say. */
  queryPrefix: string | undefined;
  passagePrefix: string | undefined;
  /** Most tokens of a text, special tokens included. */
  maxTokens: number | undefined;
  /** Bytes of the files that the steps were read from. */
  weights: readonly Uint8Array<ArrayBuffer>[];
}

export const MODULES_FILE = 'modules.json';
/** What is put before texts. */
export const PROMPTS_FILE = 'config_sentence_transformers.json';
const LIMITS_FILE = 'sentence_bert_config.json';

/** What a module of that type reads. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  Transformer: [LIMITS_FILE],
  Pooling: ['config.json'],
  Dense: ['config.json', 'model.safetensors'],
};

/** What the names of sentence-transformers' pooling modes are here. */
const POOLINGS: Readonly<Record<string, TokenPooling>> = {
  cls: 'cls',
  mean: 'mean',
  lasttoken: 'last',
};
const FLAG = /^pooling_mode_(.+)_tokens?$|^pooling_mode_(.+)$/;

/** Of a folder that says nothing. */
export const NO_MODULES: SentenceModules = {
  pooling: () => undefined,
  steps: [],
  queryPrefix: undefined,
  passagePrefix: undefined,
  maxTokens: undefined,
  weights: [],
};

/** Reads a file of the folder; its Error names the file. */
type Read = (file: string) => Promise<FileContent>;

interface ModuleEntry {
  type: string;
  path: string;
}

/** Without modules.json, none of the other files is asked for. Rejects with an Error that names the file that is wrong. */
export async function readModules(read: Read): Promise<SentenceModules> {
  const list = await readJson(read, MODULES_FILE);
  if (list === undefined) return NO_MODULES;
  if (!Array.isArray(list)) throw new Error(`${MODULES_FILE}: it is no list of modules`);
  const entries = list.map(entryOf);
  const transformer = entries.find(({ type }) => type === 'Transformer');
  if (transformer === undefined) throw new Error(`${MODULES_FILE}: it has no module Transformer`);
  const [prompts, limits, pooling, ...layers] = await Promise.all([
    readJson(read, PROMPTS_FILE),
    readJson(read, inFolder(transformer.path, LIMITS_FILE)),
    readPooling(read, entries),
    ...entries.map((entry) => readStep(read, entry)),
  ]);
  const steps = layers.filter((layer) => layer !== undefined);
  return {
    pooling,
    steps: steps.map(({ step }) => step),
    ...prefixes(Object(prompts)),
    maxTokens: positive(Object(limits).max_seq_length),
    weights: steps.flatMap(({ bytes }) => bytes ?? []),
  };
}

/** Paths of all files that a modules.json with these bytes leads to; some need not be there. None for undefined. */
export function moduleFiles(bytes: Uint8Array | undefined): string[] {
  if (bytes === undefined) return [];
  const list: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const entries = Array.isArray(list) ? list.map(entryOf) : [];
  return [
    PROMPTS_FILE,
    ...entries.flatMap(({ type, path }) => (FILES[type] ?? []).map((file) => inFolder(path, file))),
  ];
}

function entryOf(value: unknown): ModuleEntry {
  const { type, path = '' } = Object(value);
  if (typeof type !== 'string' || typeof path !== 'string')
    throw new Error(`${MODULES_FILE}: it has a module without type or path`);
  return { type: type.split('.').at(-1) ?? '', path };
}

function inFolder(folder: string, file: string): string {
  return folder === '' ? file : `${folder.replace(/\/$/, '')}/${file}`;
}

async function readJson(read: Read, file: string): Promise<unknown> {
  const content = await read(file);
  if ('missing' in content) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(content.bytes));
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What pools; a fault counts only for those who want to know. */
async function readPooling(
  read: Read,
  entries: readonly ModuleEntry[],
): Promise<() => TokenPooling | undefined> {
  const entry = entries.find(({ type }) => type === 'Pooling');
  if (entry === undefined) return () => undefined;
  const file = inFolder(entry.path, 'config.json');
  const config = await readJson(read, file);
  return () => {
    if (config === undefined) throw new Error(`${file}: not found`);
    return poolingIn(file, Object(config));
  };
}

function poolingIn(file: string, config: object): TokenPooling {
  const modes = modesIn(config);
  const [mode = 'none'] = modes;
  const pooling = Object.hasOwn(POOLINGS, mode) ? POOLINGS[mode] : undefined;
  if (modes.length !== 1 || pooling === undefined) {
    throw new Error(`${file}: pooling by ${modes.join(' and ') || 'nothing'} is not known`);
  }
  if (pooling === 'mean' && Reflect.get(config, 'include_prompt') === false)
    throw new Error(`${file}: pooling without the prompt (include_prompt) is not known`);
  return pooling;
}

/** Newer files name the mode, older ones have a flag for each. */
function modesIn(config: object): string[] {
  const named: unknown = Reflect.get(config, 'pooling_mode');
  if (typeof named === 'string') return [named];
  return Object.entries(config).flatMap(([key, value]) => {
    const [, token, other] = FLAG.exec(key) ?? [];
    const mode = token ?? other;
    return value === true && mode !== undefined ? [mode] : [];
  });
}

async function readStep(
  read: Read,
  { type, path }: ModuleEntry,
): Promise<{ step: Step; bytes?: Uint8Array<ArrayBuffer> } | undefined> {
  switch (type) {
    case 'Transformer':
    case 'Pooling':
    case 'Dropout':
      return undefined;
    case 'Normalize':
      return { step: 'normalize' };
    case 'Dense':
      return await readDense(read, path);
    default:
      throw new Error(`${MODULES_FILE}: its module ${type} is not known`);
  }
}

async function readDense(read: Read, path: string): Promise<{ step: Dense; bytes: Uint8Array<ArrayBuffer> }> {
  const file = inFolder(path, 'config.json');
  const config = Object(await readJson(read, file));
  const name = String(config.activation_function ?? 'Identity');
  const activation = name.replace(/\(\)$/, '').split('.').at(-1) ?? '';
  if (!isActivation(activation)) throw new Error(`${file}: its activation ${name} is not known`);
  const weightsFile = inFolder(path, 'model.safetensors');
  const content = await read(weightsFile);
  if ('missing' in content) throw new Error(`${weightsFile}: ${content.missing}`);
  try {
    return { step: { ...denseIn(content.bytes), activation }, bytes: content.bytes };
  } catch (error) {
    throw new Error(`${weightsFile}: ${reasonOf(error)}`, { cause: error });
  }
}

function denseIn(bytes: Uint8Array<ArrayBuffer>): Omit<Dense, 'activation'> {
  const tensors = new SafetensorsFile(bytes);
  const weights = tensors.tensor('linear.weight');
  const bias = tensors.tensor('linear.bias');
  const [outputs, inputs, ...others] = weights?.shape ?? [];
  if (weights === undefined || outputs === undefined || inputs === undefined || others.length > 0)
    throw new Error('it has no matrix linear.weight');
  if (bias !== undefined && bias.data.length !== outputs)
    throw new Error(`its linear.bias has ${bias.data.length} values, not ${outputs}`);
  return { inputs, outputs, weights: weights.data, bias: bias?.data };
}

/** By the names that sentence-transformers looks for, in its order; the default prompt is for kinds without one. */
function prefixes({ prompts, default_prompt_name: byDefault }: Record<string, unknown>): {
  queryPrefix: string | undefined;
  passagePrefix: string | undefined;
} {
  const promptOf = (names: unknown[]): string | undefined => {
    const texts = names.map((name) => (typeof name === 'string' ? Object(prompts)[name] : undefined));
    return texts.find((text) => typeof text === 'string');
  };
  return {
    queryPrefix: promptOf(['query', byDefault]),
    passagePrefix: promptOf(['document', 'passage', 'corpus', byDefault]),
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
