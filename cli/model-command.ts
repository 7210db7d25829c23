// leann-web model

import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUrl } from '../web/base/platform.js';
import { ENCODER_FILE, TOKENS_FILE } from '../web/embed/defaults.js';
import { candidates, DTYPES, type ModelDtype, type ModelFile } from '../web/embed/model-files.js';
import { OnnxEmbedder } from '../web/index.js';
import type { Command } from './command-line.js';
import { encoderInFolder, type FolderEncoder } from './folder-encoder.js';
import { type ComparedFormat, formatsInFolder } from './folder-formats.js';
import { describeMeaning, testMeaning } from './meaning.js';
import { SAFETENSORS } from './model/encoder-of-folder.js';
import { downloadModel, folderUrl } from './model-download.js';
import { hasOnnx } from './prepared-model.js';
import type { Terminal } from './progress-bar.js';
import { ORT_WASM } from './site-files.js';
import { size } from './size.js';
import { exportStandardModel } from './standard-model.js';

export type ModelCommand = Extract<Command, { name: 'model' }>;

/** Weights that are not ONNX's. */
const OTHERS: ModelFile[] = [
  { file: ENCODER_FILE, dtype: 'int8' },
  { file: TOKENS_FILE, dtype: 'int8' },
  { file: SAFETENSORS, dtype: 'fp32' },
];

/** Texts that are embedded to see how long that takes. */
const TIMED = 16;

/**
 * Gets the model if it is not there: from its URL, or the standard one; writes the weights for our own encoder beside it if they can
 * be made, and which of its files are one model; loads it, and says what it is. Errors: as `OnnxEmbedder.load`, or an Error if it
 * cannot be downloaded.
 */
export async function model(command: ModelCommand, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const folder = await folderOf(command, terminal, signal);
  const { dtype } = command;
  // Both stand for the model as pages choose it.
  const encoder = dtype === undefined ? await encoderInFolder(folder) : undefined;
  const compared = dtype === undefined ? await formatsInFolder(folder, await onnxIn(folder), signal) : [];
  const began = performance.now();
  const embedder = await OnnxEmbedder.load(folder, {
    signal,
    ...(dtype && { dtype }),
    ...(encoder && 'bytes' in encoder && !(await hasOnnx(folder)) && { runtime: 'leann' }),
  });
  const loadMs = performance.now() - began;
  try {
    const meaning = await testMeaning(embedder);
    const textsPerSecond = await rateOf(embedder);
    const facts = {
      folder,
      ...(await described(folder, embedder)),
      encoder,
      compared,
      loadMs,
      textsPerSecond,
      meaning,
    };
    return command.json ? JSON.stringify(facts) : inWords(facts);
  } finally {
    await embedder.close();
  }
}

async function folderOf(
  { model, out, dtype }: ModelCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string> {
  if (!isUrl(model) || model.startsWith('file:')) {
    const folder = isUrl(model) ? fileURLToPath(model) : model;
    if (await isEmpty(folder)) await writeStandardModel(folder, terminal);
    return folder;
  }
  const to = out ?? nameOf(model);
  const progress = new DownloadLines(terminal);
  await downloadModel({ url: model, to, dtype, signal, onBytes: (...args) => progress.show(...args) });
  progress.end();
  return to;
}

/** Whether there is no folder, or nothing in it. */
async function isEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.length === 0;
}

/** With what runs it in a page. */
async function writeStandardModel(folder: string, terminal: Terminal): Promise<void> {
  await exportStandardModel(folder, terminal);
  const ort = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  await mkdir(join(folder, 'ort'), { recursive: true });
  for (const file of ORT_WASM) await cp(join(ort, file), join(folder, 'ort', file));
}

/** The repository's or the folder's. */
function nameOf(url: string): string {
  const { pathname } = folderUrl(url);
  return basename(pathname.replace(/\/resolve\/.*$/, '')) || 'model';
}

async function rateOf(embedder: OnnxEmbedder): Promise<number> {
  const texts = Array.from(
    { length: TIMED },
    (_, i) => `Sentence number ${i} of some about the rain in spring.`,
  );
  const began = performance.now();
  await embedder.embed(texts);
  return TIMED / ((performance.now() - began) / 1000);
}

async function described(folder: string, embedder: OnnxEmbedder) {
  const { dimension, maxTokens, dtype, runtime, device, fallbackReason, fingerprint } = embedder;
  const config = await jsonAt(join(folder, 'config.json'));
  const tokenizer = await jsonAt(join(folder, 'tokenizer.json'));
  const [, pooling, length] = fingerprint.split(':');
  return {
    architecture: String(config.model_type ?? 'unknown'),
    layers: config.num_hidden_layers ?? config.num_layers,
    tokenizer: String(Object(tokenizer.model).type ?? 'unknown'),
    vocabulary: sizeOfVocabulary(Object(tokenizer.model).vocab),
    pooling: pooling === 'model' ? 'by the model itself' : pooling,
    hasDense: fingerprint.includes(':dense='),
    unitLength: length === 'unit',
    dimension,
    maxTokens,
    dtype,
    files: await weightsIn(folder),
    runtime,
    device,
    fallbackReason,
    fingerprint,
  };
}

type Facts = Awaited<ReturnType<typeof described>> & {
  folder: string;
  encoder: FolderEncoder | undefined;
  compared: ComparedFormat[];
  loadMs: number;
  textsPerSecond: number;
  meaning: Awaited<ReturnType<typeof testMeaning>>;
};

function inWords(facts: Facts): string {
  const { architecture, layers, tokenizer, vocabulary, pooling, hasDense, unitLength, dimension, maxTokens } =
    facts;
  const { dtype, files, runtime, device, fallbackReason, fingerprint, loadMs, textsPerSecond, meaning } =
    facts;
  const weights = files.map(({ file, bytes }) => `${file} (${size(bytes)})`).join(', ');
  return [
    `model       ${facts.folder}`,
    `is          ${architecture}${layers === undefined ? '' : ` of ${layers} layers`}`,
    `tokenizer   ${tokenizer}, ${vocabulary} tokens`,
    `pooling     ${pooling}${hasDense ? ', then dense layers' : ''}${unitLength ? ', to unit length' : ''}`,
    `vectors     ${dimension} dimensions, of at most ${maxTokens} tokens`,
    `weights     ${weights}; ${dtype} is used`,
    ...smallForm(facts),
    ...facts.compared.map((each) => `format      ${inComparison(each)}`),
    `runs on     ${runtime === 'leann' ? 'our own encoder' : 'ONNX Runtime'}, ${device}${fallbackReason === undefined ? '' : ` (${fallbackReason})`}`,
    `takes       ${Math.round(loadMs)} ms to load, ${textsPerSecond.toFixed(1)} short texts a second here`,
    `meaning     ${describeMeaning(meaning)}`,
    `fingerprint ${fingerprint}`,
  ].join('\n');
}

/** What our own encoder needs, beside the smallest of the other files. */
function smallForm({ encoder, files }: Facts): string[] {
  if (encoder === undefined) return [];
  if ('reason' in encoder) return [`small form  none, ONNX Runtime is needed: ${encoder.reason}`];
  const { file, bytes } = files
    .filter(({ file }) => file !== ENCODER_FILE && file !== TOKENS_FILE)
    .reduce((least, each) => (each.bytes < least.bytes ? each : least), { file: '', bytes: Infinity });
  const beside = file === '' ? '' : `, ${Math.round((100 * encoder.bytes) / bytes)} % of ${file}`;
  return [
    `small form  ${ENCODER_FILE} and ${TOKENS_FILE}, ${size(encoder.bytes)}${beside}${encoder.made ? '; made now' : ''}`,
  ];
}

function inComparison({ file, cosine, same, reason }: ComparedFormat): string {
  if (cosine === undefined) return `${file} cannot be run: ${reason}`;
  return `${file} is ${same ? 'the same model' : 'another model'}, cosine ${cosine.toFixed(4)}`;
}

async function jsonAt(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return Object(JSON.parse(text));
}

function sizeOfVocabulary(vocab: unknown): number {
  return Array.isArray(vocab) ? vocab.length : Object.keys(Object(vocab)).length;
}

/** The ONNX files, in the order in which pages would choose. */
async function onnxIn(folder: string): Promise<string[]> {
  const there = await weightsIn(folder, candidates(undefined, undefined));
  return there.map(({ file }) => file);
}

async function weightsIn(
  folder: string,
  all = DTYPES.flatMap((dtype) => candidates(dtype, undefined)).concat(OTHERS),
): Promise<{ file: string; dtype: ModelDtype; bytes: number }[]> {
  const found = await Promise.all(
    all.map(async ({ file, dtype }) => {
      const bytes = (await stat(join(resolve(folder), file)).catch(() => undefined))?.size;
      return bytes === undefined ? [] : [{ file, dtype, bytes }];
    }),
  );
  return found.flat();
}

/** A line for each file, redrawn on a terminal while it grows. */
class DownloadLines {
  #file: string | undefined;
  #line = '';
  #drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  show(file: string, loaded: number, total: number | undefined): void {
    if (file !== this.#file) this.end();
    this.#file = file;
    this.#line = `${file}: ${size(loaded)}${total === undefined ? '' : ` of ${size(total)}`}`;
    const now = performance.now();
    if (!this.terminal.isTTY || now - this.#drawn < 100) return;
    this.#drawn = now;
    this.terminal.write(`\r\x1b[K${this.#line}`);
  }

  end(): void {
    if (this.#file === undefined) return;
    this.terminal.write(`${this.terminal.isTTY ? '\r\x1b[K' : ''}${this.#line}\n`);
    this.#file = undefined;
  }
}
