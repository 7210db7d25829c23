// Embeds texts with an ONNX model in this tab or process.
import { LeannError } from '../error.js';
import { nextTask } from '../next-task.js';
import { planBatches } from './batch-plan.js';
import type { Embedder } from './embedder.js';
import { loadError } from './load-error.js';
import { type ModelDtype, readModelFolder } from './model-folder.js';
import {
  checkOptions,
  fingerprintOf,
  numberIn,
  type OnnxEmbedderOptions,
  type Settings,
  settingsFor,
} from './onnx-options.js';
import type { OnnxSession } from './onnx-session.js';
import { openSession } from './open-session.js';
import type { OrtDevice } from './ort-runtime.js';
import { pool } from './pooling.js';
import { HuggingFaceTokenizer } from './tokenizer.js';

/** Texts that are tokenised and sorted by length together. */
const GROUP = 256;

/** Runs a sentence-transformer model from a folder laid out as on Hugging Face. */
export class OnnxEmbedder implements Embedder {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly device: OrtDevice;
  /** Why 'auto' did not take the faster device; undefined if it did, or was not asked. */
  readonly fallbackReason: string | undefined;
  readonly dtype: ModelDtype;
  readonly batchSize: number;
  /** Tokens of a text that are read, special tokens included, the passage prefix not. */
  readonly maxTokens: number;
  readonly tokenizer: HuggingFaceTokenizer;
  readonly #session: OnnxSession;
  readonly #settings: Settings;
  #closed = false;

  private constructor(parts: {
    session: OnnxSession;
    dimension: number;
    fallbackReason: string | undefined;
    dtype: ModelDtype;
    tokenizer: HuggingFaceTokenizer;
    settings: Settings;
    fingerprint: string;
  }) {
    this.dimension = parts.dimension;
    this.fingerprint = parts.fingerprint;
    this.device = parts.session.device;
    this.fallbackReason = parts.fallbackReason;
    this.dtype = parts.dtype;
    this.tokenizer = parts.tokenizer;
    this.batchSize = parts.settings.batchSize;
    this.maxTokens = parts.settings.maxTokens - parts.tokenizer.encode(parts.settings.passagePrefix).length;
    this.#session = parts.session;
    this.#settings = parts.settings;
  }

  /**
   * Loads a model and tries it out.
   * @param folder URL of the folder with tokenizer.json, config.json and onnx/; in Node also its path.
   * @throws LeannError `model-load` if a file is missing or wrong or the device cannot run the model,
   *   `invalid-argument`; the signal's reason.
   */
  static async load(folder: string | URL, options: OnnxEmbedderOptions = {}): Promise<OnnxEmbedder> {
    checkOptions(options);
    options.signal?.throwIfAborted();
    try {
      return await OnnxEmbedder.#load(folder, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof LeannError && error.code === 'invalid-argument') throw error;
      throw loadError(String(folder), error);
    }
  }

  static async #load(folder: string | URL, options: OnnxEmbedderOptions): Promise<OnnxEmbedder> {
    const files = await readModelFolder(folder, options);
    const tokenizer = new HuggingFaceTokenizer(files.tokenizerJson, files.tokenizerConfig);
    const settings = settingsFor(files, tokenizer, options);
    const fingerprint = await fingerprintOf(files, settings);
    const { prefix, suffix } = tokenizer.specialTokens;
    const opened = await openSession(files.model, {
      device: options.device ?? 'auto',
      wasmPaths: options.wasmPaths,
      numThreads: options.numThreads,
      signal: options.signal,
      padId: numberIn(files.config, 'pad_token_id') ?? 0,
      probe: [...prefix, ...tokenizer.encode('a'), ...suffix],
    });
    return new OnnxEmbedder({ ...opened, dtype: files.dtype, tokenizer, settings, fingerprint });
  }

  async embed(
    texts: string[],
    { signal, kind = 'passage' }: { signal?: AbortSignal; kind?: 'query' | 'passage' } = {},
  ): Promise<Float32Array[]> {
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
    const { pooling, normalize, batchSize } = this.#settings;
    const vectors: Float32Array[] = new Array(tokens.length);
    const lengths = tokens.map(({ length }) => length);
    for (const batch of planBatches(lengths, batchSize)) {
      this.#check(signal);
      const output = await this.#session.run(
        batch.map((text) => tokens[text] ?? []),
        signal,
      );
      const pooled = pool(
        output,
        batch.map((text) => lengths[text] ?? 0),
        pooling,
        normalize,
      );
      pooled.forEach((vector, i) => {
        vectors[batch[i] ?? 0] = vector;
      });
      // A run in WASM blocks its thread: without a pause nobody could abort.
      await nextTask();
    }
    return vectors;
  }
}
