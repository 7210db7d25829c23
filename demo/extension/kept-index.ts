// The index of this browser: for words it is opened without the model, which is loaded when meaning is asked for.

import {
  type Core,
  LeannError,
  type LeannErrorCode,
  LeannIndex,
  type OnnxEmbedder,
  type OpenOptions,
} from '../../web/index.js';
import { LateEmbedder } from './late-embedder.js';

const NAME = 'bookmarks';

/** Titles are short; of a page's text a passage is some sentences. What is embedded is all in the text. */
export const SPLIT = { maxTokens: 96, overlapTokens: 0, context: false };

/** Vectors of passages that searches have recomputed: some 10,000. */
const CACHE_BYTES = 8 << 20;

/** An index that cannot be used, or is of another model or other settings, makes room: all of it can be made again. */
const USELESS: ReadonlySet<LeannErrorCode> = new Set([
  'corrupt',
  'embedder-mismatch',
  'evicted',
  'invalid-argument',
  'unsupported-version',
]);

export interface KeptIndexOptions {
  core: Core;
  loadModel(): Promise<OnnxEmbedder>;
  /** Told how many documents it holds, when it is opened for meaning. */
  onReady(documents: number): void;
}

interface Opened {
  index: LeannIndex;
  embedder: LateEmbedder;
  /** False for those of an earlier version, until they are ready. */
  hasWords: boolean;
}

export class KeptIndex {
  readonly #options: KeptIndexOptions;
  #model: Promise<OnnxEmbedder> | undefined;
  #opening: Promise<Opened | undefined> | undefined;
  #readying: Promise<LeannIndex> | undefined;

  constructor(options: KeptIndexOptions) {
    this.#options = options;
  }

  /** As it is stored; undefined if there is none. */
  async stored(): Promise<LeannIndex | undefined> {
    return (await this.#opened())?.index;
  }

  /** To be searched by words; undefined if that cannot be done. */
  async forWords(): Promise<LeannIndex | undefined> {
    const opened = await this.#opened();
    return opened?.hasWords ? opened.index : undefined;
  }

  /** With the model, begun if there is none. Errors: those of loading the model and of opening; the next call tries again. */
  ready(): Promise<LeannIndex> {
    this.#readying ??= this.#makeReady().catch((error: unknown) => {
      this.#readying = undefined;
      throw error;
    });
    return this.#readying;
  }

  /** Takes an exported index in its place, which stays if the file is no good. */
  async replace(file: Blob): Promise<void> {
    const { fingerprint } = await this.#loaded();
    await this.#close();
    await this.#during(this.#import(file, fingerprint));
  }

  async delete(): Promise<void> {
    await this.#close();
    await this.#during(LeannIndex.delete(NAME));
  }

  /** Whoever wants the index while it changes as a whole gets what is stored after that. */
  async #during(change: Promise<void>): Promise<void> {
    const opening = change.catch(() => undefined).then(() => this.#openStored());
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    await change;
  }

  async #import(file: Blob, fingerprint: string): Promise<void> {
    const settings = { ...this.#settings(), embedder: new LateEmbedder(fingerprint), autoCompact: false };
    await (await LeannIndex.import(NAME, file, settings)).close();
  }

  #opened(): Promise<Opened | undefined> {
    this.#opening ??= this.#openStored().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #openStored(): Promise<Opened | undefined> {
    const stored = (await LeannIndex.list()).find(({ name }) => name === NAME);
    if (stored === undefined) return undefined;
    try {
      return await this.#open(stored.fingerprint);
    } catch (error) {
      if (!(error instanceof LeannError && USELESS.has(error.code))) throw error;
      await LeannIndex.delete(NAME);
      return undefined;
    }
  }

  async #open(fingerprint: string): Promise<Opened> {
    const embedder = new LateEmbedder(fingerprint);
    const index = await LeannIndex.open(NAME, {
      ...this.#settings(),
      embedder,
      build: { preset: 'accurate' },
    });
    return { index, embedder, hasWords: await knowsWords(index) };
  }

  async #makeReady(): Promise<LeannIndex> {
    const model = await this.#loaded();
    let opened = await this.#opened();
    if (opened !== undefined && opened.embedder.fingerprint !== model.fingerprint) {
      await this.delete();
      opened = undefined;
    }
    if (opened === undefined) {
      opened = await this.#open(model.fingerprint);
      this.#opening = Promise.resolve(opened);
    }
    const { index, embedder } = opened;
    embedder.model = model;
    if (!opened.hasWords) {
      await index.compact();
      await index.save();
      opened.hasWords = true;
    }
    this.#options.onReady(index.info().documents);
    return index;
  }

  /** Loaded once; again after a failure. */
  #loaded(): Promise<OnnxEmbedder> {
    this.#model ??= this.#options.loadModel().catch((error: unknown) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }

  async #close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#readying = undefined;
    await (await opening)?.index.close();
  }

  #settings(): Omit<OpenOptions, 'embedder'> {
    return { core: this.#options.core, split: SPLIT, cacheBytes: CACHE_BYTES };
  }
}

/** Whether it was made by a version that knew words. */
async function knowsWords(index: LeannIndex): Promise<boolean> {
  try {
    for await (const _ of index.search('word', { mode: 'words', k: 1 }));
    return true;
  } catch (error) {
    if (error instanceof LeannError && error.code === 'invalid-argument') return false;
    throw error;
  }
}
