// The interface of embedders, and how a plain function becomes one.
import { LeannError } from '../base/error.js';
import type { Image } from '../text/picture.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { FUNCTION_BATCH_SIZE, MAX_TOKENS } from './defaults.js';
import { toUnitLength } from './pooling.js';

/**
 * Turns texts into vectors, one for each, in their order: typed or plain arrays of numbers, which need not be of unit length.
 * `kind` says whether the texts are queries or passages, for models that tell them apart.
 */
export type EmbedFunction = (
  texts: string[],
  options: { signal?: AbortSignal; kind: 'query' | 'passage' },
) => Promise<ArrayLike<number>[]> | ArrayLike<number>[];

/** Where the vectors are computed; `custom` is a function of the caller's, `webnn` is experimental. */
export type EmbedDevice = 'webgpu' | 'webnn' | 'wasm' | 'node' | 'custom';

/** What computes the vectors of a model: our own encoder, or ONNX Runtime. */
export type EmbedRuntime = 'leann' | 'onnxruntime';

export interface EmbedOptions {
  signal?: AbortSignal;
  /** Picks the prefix that some models want ('query: ', 'passage: '). Default 'passage'. */
  kind?: 'query' | 'passage';
}

/** Turns texts into unit-length vectors. */
export interface Embedder {
  /** Values in a vector. */
  readonly dimension: number;
  /**
   * Says which model and settings made the vectors: `${modelHash}:${pooling}:...`. Vectors with equal fingerprints can
   * be compared.
   */
  readonly fingerprint: string;
  readonly device: EmbedDevice;
  /** What computes them; undefined if that is a function of the caller's. */
  readonly runtime?: EmbedRuntime | undefined;
  /** Number format of the model; undefined if it is not known. */
  readonly dtype?: string;
  /** Number of texts that is best for one call. */
  readonly batchSize: number;
  /** Tokens of a text that reach the model, special tokens included; the rest is ignored. */
  readonly maxTokens: number;
  /** Undefined if texts are not tokenised here. */
  readonly tokenizer: Tokenizer | undefined;
  /**
   * Embeds texts; vectors are in their order.
   * @throws LeannError `embedding-failed`, `closed`; the reason of `signal` if that is aborted.
   */
  embed(texts: string[], options?: EmbedOptions): Promise<Float32Array[]>;
  /**
   * Makes of an image the picture that an index keeps in place of a text: a small JPEG, as a `data:` URL. {@link embed} takes it
   * among texts. Undefined if the embedder knows texts alone. Errors: `unreadable-image`, those of fetching a URL.
   */
  pictureOf?(image: Image, signal?: AbortSignal): Promise<string>;
  /** Frees what the model holds. A second call does nothing. */
  close(): Promise<void>;
}

/** Facts that {@link embedderFrom} cannot find out from the function. */
export interface EmbedderDescription {
  /** Values in a vector. */
  dimension: number;
  /** Names the model and its settings. Change it whenever the vectors change. */
  fingerprint: string;
  /** Most texts in one call of the function. Default 16. */
  batchSize?: number;
  /** Tokens of a text that reach the model. Default 256. */
  maxTokens?: number;
  /** Lets documents be split by tokens; without it, their number is estimated. */
  tokenizer?: Tokenizer;
}

/**
 * Lets a plain function stand in for a model. The vectors that it returns are checked (count, dimension, finite, not
 * zero), copied, and scaled to unit length.
 * @throws LeannError `invalid-argument` for a dimension, batch size or token limit that is not a positive
 *   integer, or an empty fingerprint.
 */
export function embedderFrom(embed: EmbedFunction, description: EmbedderDescription): Embedder {
  return new FunctionEmbedder(embed, description);
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: not a positive integer`);
}

class FunctionEmbedder implements Embedder {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly device = 'custom';
  readonly batchSize: number;
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer | undefined;
  readonly #embed: EmbedFunction;
  #closed = false;

  constructor(embed: EmbedFunction, description: EmbedderDescription) {
    if (description.fingerprint === '') {
      throw new LeannError('invalid-argument', 'leann: cannot use fingerprint "": it must name the model');
    }
    this.dimension = positive('dimension', description.dimension);
    this.fingerprint = description.fingerprint;
    this.batchSize = positive('batchSize', description.batchSize ?? FUNCTION_BATCH_SIZE);
    this.maxTokens = positive('maxTokens', description.maxTokens ?? MAX_TOKENS);
    this.tokenizer = description.tokenizer;
    this.#embed = embed;
  }

  async embed(texts: string[], { signal, kind = 'passage' }: EmbedOptions = {}): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += this.batchSize) {
      if (this.#closed) throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
      signal?.throwIfAborted();
      vectors.push(
        ...(await this.#batch(texts.slice(start, start + this.batchSize), {
          kind,
          ...(signal && { signal }),
        })),
      );
    }
    signal?.throwIfAborted();
    return vectors;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #batch(texts: string[], options: Parameters<EmbedFunction>[1]): Promise<Float32Array[]> {
    const vectors = await this.#embed(texts, options);
    if (!Array.isArray(vectors)) throw this.#failure(texts.length, 'the function returned no array');
    if (vectors.length !== texts.length) {
      throw this.#failure(texts.length, `the function returned ${vectors.length} vectors`);
    }
    for (const { length } of vectors) {
      if (length !== this.dimension) {
        throw this.#failure(
          texts.length,
          `the function returned ${length} values instead of ${this.dimension}`,
        );
      }
    }
    return vectors.map((vector) => toUnitLength(Float32Array.from(vector)));
  }

  #failure(count: number, reason: string): LeannError {
    return new LeannError('embedding-failed', `leann: cannot embed ${count} texts: ${reason}`);
  }
}
