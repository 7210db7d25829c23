// Embeds what was not embedded before, and remembers it.

import { createHash } from 'node:crypto';
import { fromHalves, toHalves } from '../web/base/half-float.js';
import type { EmbedDevice, Embedder, Image, Tokenizer } from '../web/index.js';
import type { VectorFile } from './vector-file.js';

/** Texts that are given to the model at once, and remembered when they are embedded. */
const BATCH = 64;

type EmbedOptions = NonNullable<Parameters<Embedder['embed']>[1]>;
type EmbedKind = EmbedOptions['kind'];

/**
 * An {@link Embedder} over another and a file. Vectors are rounded to half precision, as they are in the file, so that it makes no
 * difference which of them were there.
 */
export class CachedEmbedder implements Embedder {
  readonly dimension: number;
  readonly fingerprint: string;
  readonly device: EmbedDevice;
  readonly dtype: string;
  readonly batchSize = BATCH;
  readonly maxTokens: number;
  readonly tokenizer: Tokenizer | undefined;
  readonly #inner: Embedder;
  readonly #file: VectorFile;
  readonly #used = new Set<string>();
  #embedded = 0;

  constructor(inner: Embedder, file: VectorFile) {
    this.#inner = inner;
    this.#file = file;
    this.dimension = inner.dimension;
    this.fingerprint = inner.fingerprint;
    this.device = inner.device;
    this.dtype = inner.dtype ?? '';
    this.maxTokens = inner.maxTokens;
    this.tokenizer = inner.tokenizer;
  }

  /** Passages that the model has embedded. */
  get embedded(): number {
    return this.#embedded;
  }

  /** Keys of all that was asked for. */
  get used(): ReadonlySet<string> {
    return this.#used;
  }

  async pictureOf(image: Image, signal?: AbortSignal): Promise<string> {
    if (this.#inner.pictureOf !== undefined) return await this.#inner.pictureOf(image, signal);
    throw new Error('the model knows texts alone');
  }

  async embed(texts: string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const keys = texts.map((text) => this.#keyOf(text, options.kind));
    const missing = new Map<string, string>();
    for (const [row, key] of keys.entries()) {
      this.#used.add(key);
      if (this.#file.get(key) === undefined) missing.set(key, texts[row] ?? '');
    }
    if (missing.size > 0) await this.#embedMissing(missing, options);
    return keys.map((key) => fromHalves(this.#file.get(key) ?? new Uint16Array(0)));
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  async #embedMissing(missing: ReadonlyMap<string, string>, options: EmbedOptions): Promise<void> {
    const vectors = await this.#inner.embed([...missing.values()], options);
    const entries = [...missing.keys()].map(
      (key, row) => [key, toHalves(vectors[row] ?? new Float32Array(0))] as const,
    );
    await this.#file.append(entries);
    if (options.kind !== 'query') this.#embedded += missing.size;
  }

  /** Many models make another vector of a query than of a passage that says the same. */
  #keyOf(text: string, kind: EmbedKind = 'passage'): string {
    const before = kind === 'query' ? `${this.fingerprint}\0query` : this.fingerprint;
    return createHash('sha256').update(`${before}\n${text}`).digest('hex');
  }
}
