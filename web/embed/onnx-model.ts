// Embeds texts with an ONNX model in this thread.
import { LeannError } from '../base/error.js';
import { nextTask } from '../base/next-task.js';
import { planBatches } from './batch-plan.js';
import { ENCODER_FILE } from './defaults.js';
import type { Embedder, EmbedOptions, EmbedRuntime } from './embedder.js';
import { encoderFor } from './encoder-choice.js';
import { standingHash, weightsHash } from './formats.js';
import { LastingSession } from './lasting-session.js';
import { loadError, ModelFault, reasonOf } from './load-error.js';
import type { ModelDtype } from './model-files.js';
import {
  type ModelFiles,
  type ModelFolderOptions,
  readModelFolder,
  readModelWeights,
} from './model-folder.js';
import { fingerprintOf, numberIn, type Settings, settingsFor } from './model-settings.js';
import type { OnnxModelOptions } from './onnx-options.js';
import type { CreateSession, SessionSettings } from './onnx-session.js';
import type { OrtDevice } from './ort-runtime.js';
import { HuggingFaceTokenizer } from './tokenizer.js';

/** Texts that are tokenised and sorted by length together. */
const GROUP = 256;

/** Options of loading a model in this thread. */
export interface LocalModelOptions
  extends OnnxModelOptions,
    Pick<ModelFolderOptions, 'part'>,
    Pick<SessionSettings, 'startCopy'> {}

/** An ONNX model, whichever thread it runs in. */
export interface Model extends Embedder {
  readonly device: OrtDevice;
  readonly runtime: EmbedRuntime;
  readonly fallbackReason: string | undefined;
  readonly dtype: ModelDtype;
  /** How it makes vectors of photos; undefined if it knows texts alone. */
  readonly photos?: 'joint' | 'labels' | undefined;
}

/** Runs a sentence-transformer model from a folder laid out as on Hugging Face. */
export class OnnxModel implements Model {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly dtype: ModelDtype;
  readonly runtime: EmbedRuntime;
  readonly batchSize: number;
  /** Tokens of a text that are read, special tokens included, the passage prefix not. */
  readonly maxTokens: number;
  readonly tokenizer: HuggingFaceTokenizer;
  readonly #session: LastingSession;
  readonly #settings: Settings;
  #closed = false;

  private constructor(parts: {
    session: LastingSession;
    dtype: ModelDtype;
    runtime: EmbedRuntime;
    tokenizer: HuggingFaceTokenizer;
    settings: Settings;
    fingerprint: string;
  }) {
    this.dimension = parts.session.dimension;
    this.fingerprint = parts.fingerprint;
    this.dtype = parts.dtype;
    this.runtime = parts.runtime;
    this.tokenizer = parts.tokenizer;
    this.batchSize = parts.settings.batchSize;
    this.maxTokens = parts.settings.maxTokens - parts.tokenizer.encode(parts.settings.passagePrefix).length;
    this.#session = parts.session;
    this.#settings = parts.settings;
  }

  /**
   * Loads a model and tries it out. `create` makes its sessions; default: what suits the model. Errors: as of
   * {@link OnnxEmbedder.load}; options are not checked.
   */
  static async load(
    folder: string | URL,
    options: LocalModelOptions,
    create?: CreateSession,
  ): Promise<OnnxModel> {
    options.signal?.throwIfAborted();
    try {
      return await OnnxModel.#load(folder, options, create);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof LeannError && error.code === 'invalid-argument') throw error;
      throw loadError(String(folder), error);
    }
  }

  static async #load(
    folder: string | URL,
    options: LocalModelOptions,
    create: CreateSession | undefined,
  ): Promise<OnnxModel> {
    const encoder = create === undefined ? await encoderFor(options) : undefined;
    const read = await readModelFolder(folder, { ...options, encoder: encoder !== undefined });
    const tokenizer = new HuggingFaceTokenizer(read.tokenizerJson);
    checkVocabulary(read, tokenizer);
    const settings = settingsFor(read, tokenizer, options);
    const { pooling } = settings.head;
    if (options.runtime === 'leann' && pooling === 'last') {
      throw new Error(`${ENCODER_FILE}: it pools by mean or cls, and the folder asks for the last token`);
    }
    const files =
      read.runtime === 'leann' && pooling === 'last'
        ? { ...read, ...(await readModelWeights(folder, options)) }
        : read;
    const own =
      files.runtime === 'leann' && pooling !== 'last'
        ? encoder?.creator(pooling, folder, files.tokens)
        : undefined;
    const session = await LastingSession.open(files.model, {
      device: own ? 'wasm' : (options.device ?? 'auto'),
      wasmPaths: options.wasmPaths,
      numThreads: options.numThreads,
      signal: options.signal,
      padId: numberIn(files.config, 'pad_token_id') ?? 0,
      probes: probesOf(files.config, tokenizer),
      // A file of its own: where our own encoder runs the model, nothing of ONNX Runtime is fetched.
      create: create ?? own ?? (await import('./onnx-session.js')).OnnxSession.create,
      head: settings.head,
      timed: timedBatch(tokenizer, settings),
      external: files.external,
      tokensOnly: options.pooling !== undefined,
      fixedTokens: options.device === 'webnn' ? settings.maxTokens : undefined,
      startCopy: options.startCopy,
      onDevice: options.onDevice,
    }).catch((error: unknown) => {
      throw inFile(files.file, error);
    });
    const hash = own && encoder ? await encoder.modelHash(files.model) : await weightsHash(files);
    const modelHash = standingHash(hash, files.formats);
    const fingerprint = await fingerprintOf(modelHash, files, settings, session.isComplete);
    const { dtype, runtime } = files;
    return new OnnxModel({ session, dtype, runtime, tokenizer, settings, fingerprint });
  }

  get device(): OrtDevice {
    return this.#session.device;
  }

  /** Why the model is not on the faster device; undefined if it is, or that was not asked for. */
  get fallbackReason(): string | undefined {
    return this.#session.fallbackReason;
  }

  async embed(texts: string[], { signal, kind = 'passage' }: EmbedOptions = {}): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += GROUP) {
      signal?.throwIfAborted();
      const tokens = texts.slice(start, start + GROUP).map((text) => this.#tokens(text, kind));
      vectors.push(...(await this.#embedGroup(tokens, signal)));
    }
    this.#check(signal);
    return vectors;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#session.close();
  }

  #check(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.#closed) throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
  }

  #tokens(text: string, kind: 'query' | 'passage'): number[] {
    const { queryPrefix, passagePrefix, maxTokens } = this.#settings;
    const { prefix, suffix } = this.tokenizer.specialTokens;
    const room = maxTokens - prefix.length - suffix.length;
    const ids = this.tokenizer.encodeStart((kind === 'query' ? queryPrefix : passagePrefix) + text, room);
    return [...prefix, ...ids, ...suffix];
  }

  async #embedGroup(tokens: number[][], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const vectors: Float32Array[] = new Array(tokens.length);
    const lengths = tokens.map(({ length }) => length);
    // Our own encoder pads nothing, and shares out what it gets at once.
    const mostPadding = this.runtime === 'leann' ? 1 : undefined;
    for (const batch of planBatches(lengths, this.batchSize, mostPadding)) {
      this.#check(signal);
      const embedded = await this.#session.embed(
        batch.map((text) => tokens[text] ?? []),
        signal,
      );
      for (const [row, text] of batch.entries()) vectors[text] = embedded[row] ?? new Float32Array(0);
      // A run in WASM blocks its thread: without a pause nobody could abort.
      await nextTask();
    }
    return vectors;
  }
}

/** Throws an Error if the tokenizer knows more tokens than the model. */
function checkVocabulary({ config }: ModelFiles, { size }: HuggingFaceTokenizer): void {
  const known = numberIn(config, 'vocab_size');
  if (known === undefined || size <= known) return;
  const reason = `it has ${size} tokens, but the model knows ${known} (config.json)`;
  throw new Error(`tokenizer.json: ${reason}: it is that of another model`);
}

/** A short text, and where the folder does not say how many tokens the model knows, the last one. */
function probesOf(config: object, tokenizer: HuggingFaceTokenizer): number[][] {
  const { prefix, suffix } = tokenizer.specialTokens;
  const around = (ids: readonly number[]) => [...prefix, ...ids, ...suffix];
  const probe = around(tokenizer.encode('a'));
  const last = around([tokenizer.size - 1]);
  return numberIn(config, 'vocab_size') === undefined ? [last, probe] : [probe];
}

/** Texts and tokens of a batch as a search has them. */
const TIMED_TEXTS = 4;
const TIMED_TOKENS = 32;

function timedBatch(tokenizer: HuggingFaceTokenizer, { batchSize, maxTokens }: Settings): number[][] {
  const { prefix, suffix } = tokenizer.specialTokens;
  const ids = [...prefix, ...tokenizer.encode('a'), ...suffix];
  const text = Array.from({ length: Math.min(TIMED_TOKENS, maxTokens) }, (_, i) => ids[i % ids.length] ?? 0);
  return Array.from({ length: Math.min(TIMED_TEXTS, batchSize) }, () => text);
}

/** Names the file in errors that are about it. */
function inFile(file: string, error: unknown): unknown {
  const isFault =
    error instanceof ModelFault ||
    (error instanceof LeannError && (error.code === 'embedding-failed' || error.code === 'model-load'));
  return isFault ? new Error(`${file}: ${reasonOf(error)}`, { cause: error }) : error;
}
