// The package as a published folder holds it, with that folder's model, and the index of the visitor's documents.

import type * as Package from '../../web/index.js';
import type { Document, LeannIndex, LoadProgress, OnnxEmbedder, Preset } from '../../web/index.js';

export interface Indexing {
  preset: Preset;
  signal: AbortSignal;
  onProgress: (progress: Package.AddProgress) => void;
}

export class Engine {
  readonly #package: typeof Package;
  readonly #embedder: OnnxEmbedder;
  #index: LeannIndex | undefined;

  private constructor(loaded: typeof Package, embedder: OnnxEmbedder) {
    this.#package = loaded;
    this.#embedder = embedder;
  }

  /** Loads package and model from a folder that `leann-web build` made. */
  static async load(folder: URL, onProgress: (progress: LoadProgress) => void): Promise<Engine> {
    const loaded = (await import(new URL('leann-web.js', folder).href)) as typeof Package;
    const response = await fetch(new URL('manifest.json', folder));
    const { model } = (await response.json()) as { model: { folder: string; tokens?: { first: string } } };
    const tokens = model.tokens?.first.slice(model.folder.length);
    const options = { runtime: 'leann', onProgress, ...(tokens !== undefined && { tokens }) } as const;
    return new Engine(loaded, await loaded.OnnxEmbedder.load(new URL(model.folder, folder), options));
  }

  /** The index that is searched; undefined until documents were indexed. */
  get index(): LeannIndex | undefined {
    return this.#index;
  }

  /** Makes an index of these documents alone, in memory. If that fails, the former one stays. */
  async build(documents: readonly Document[], { preset, signal, onProgress }: Indexing): Promise<LeannIndex> {
    const index = await this.#package.LeannIndex.open('playground', {
      embedder: this.#embedder,
      store: 'memory',
      build: { preset },
    });
    try {
      for await (const progress of index.add(documents, { signal })) onProgress(progress);
    } catch (error) {
      await index.close();
      throw error;
    }
    await this.#index?.close();
    this.#index = index;
    return index;
  }
}
