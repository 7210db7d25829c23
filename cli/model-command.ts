// leann-web model

import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { isUrl } from '../web/base/platform.js';
import { ENCODER_FILE } from '../web/embed/defaults.js';
import { candidates, DTYPES, type ModelDtype } from '../web/embed/model-files.js';
import { OnnxEmbedder } from '../web/index.js';
import { size } from './build.js';
import type { Command } from './command-line.js';
import { describeMeaning, testMeaning } from './meaning.js';
import { downloadModel, folderUrl } from './model-download.js';
import type { Terminal } from './progress-bar.js';
import { ORT_WASM } from './site-files.js';
import { exportStandardModel } from './standard-model.js';

export type ModelCommand = Extract<Command, { name: 'model' }>;

/** Texts that are embedded to see how long that takes. */
const TIMED = 16;

/**
 * Gets the model if it is not there: from its URL, or the standard one; loads it, and says what it is. Errors: as `OnnxEmbedder.load`, or an Error if it cannot
 * be downloaded.
 */
export async function model(command: ModelCommand, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const folder = await folderOf(command, terminal, signal);
  const began = performance.now();
  const embedder = await OnnxEmbedder.load(folder, {
    signal,
    ...(command.dtype && { dtype: command.dtype }),
  });
  const loadMs = performance.now() - began;
  try {
    const meaning = await testMeaning(embedder);
    const textsPerSecond = await rateOf(embedder);
    const facts = { folder, ...(await described(folder, embedder)), loadMs, textsPerSecond, meaning };
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
    if (await isEmpty(model)) await writeStandardModel(model);
    return model;
  }
  const to = out ?? nameOf(model);
  const progress = new DownloadLines(terminal);
  await downloadModel({ url: model, to, dtype, signal, onBytes: (...args) => progress.show(...args) });
  progress.end();
  return to;
}

/** Whether there is no folder, or nothing in it. */
async function isEmpty(folder: string): Promise<boolean> {
  if (isUrl(folder)) return false;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.length === 0;
}

/** With what runs it in a page. */
async function writeStandardModel(folder: string): Promise<void> {
  await exportStandardModel(folder);
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
    `runs on     ${runtime === 'leann' ? 'our own encoder' : 'ONNX Runtime'}, ${device}${fallbackReason === undefined ? '' : ` (${fallbackReason})`}`,
    `takes       ${Math.round(loadMs)} ms to load, ${textsPerSecond.toFixed(1)} short texts a second here`,
    `meaning     ${describeMeaning(meaning)}`,
    `fingerprint ${fingerprint}`,
  ].join('\n');
}

async function jsonAt(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return Object(JSON.parse(text));
}

function sizeOfVocabulary(vocab: unknown): number {
  return Array.isArray(vocab) ? vocab.length : Object.keys(Object(vocab)).length;
}

async function weightsIn(folder: string): Promise<{ file: string; dtype: ModelDtype; bytes: number }[]> {
  const known = DTYPES.flatMap((dtype) => candidates(dtype, undefined));
  const all = [...known, { file: ENCODER_FILE, dtype: 'int8' as const }];
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
