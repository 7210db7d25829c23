// The index of a folder: what is published there, or else an index of the documents in it.

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isUrl } from '../web/base/platform.js';
import { MANIFEST } from '../web/hosted/publication.js';
import { LeannIndex, OnnxEmbedder } from '../web/index.js';
import { build } from './build.js';
import { makeCacheFolder } from './cache-folder.js';
import { counted } from './counted.js';
import { type FolderFacts, FolderList } from './folder-list.js';
import type { Terminal } from './progress-bar.js';
import { checkPublished, openPublished } from './published.js';
import { checkSource } from './source.js';
import { stateOf } from './source-state.js';
import { standardModel } from './standard-model.js';

export interface SearchedFolder extends AsyncDisposable {
  index: LeannIndex;
  /** Titles and fields of its documents, as they are now. Errors: those of fetching. */
  facts(): Promise<FolderFacts>;
  /** Takes over what has changed in the folder; of documents, only what is new is embedded. Errors: as {@link openFolder}. */
  refresh(): Promise<void>;
}

export interface SearchedOptions {
  /** Folder of a model; undefined for that of the published folder, or the standard one. */
  model: string | undefined;
  /** Names of fields of documents that are kept as metadata besides the usual ones. */
  fields: readonly string[];
  /** Where an index of documents is kept. */
  cache: string;
  terminal: Terminal;
  signal: AbortSignal;
}

/** Errors: an Error if there is nothing to search; those of {@link LeannIndex.fromUrl} and {@link build}. */
export async function openFolder(place: string, options: SearchedOptions): Promise<SearchedFolder> {
  const { model, signal } = options;
  if (await isPublished(place)) {
    await checkPublished(place);
    return await open(place, model, signal);
  }
  await checkSource(place);
  await makeCacheFolder(options.cache);
  const chosen = model ?? (await standardModel(options.cache, options.terminal));
  const documents = new IndexedDocuments(place, chosen, options);
  await documents.update();
  const opened = await open(documents.out, chosen, signal);
  const refresh = async () => {
    if (await documents.update()) await opened.refresh();
  };
  return { ...opened, refresh };
}

/** What an assistant is told that it searches, before it is read. Errors: an Error if there is nothing to search. */
export async function describeFolder(place: string): Promise<string> {
  if (!(await isPublished(place))) {
    await checkSource(place);
    return `the documents in ${resolve(place)}`;
  }
  const { name, documents } = (await openPublished(place)).manifest;
  return `"${name}", ${counted(documents, 'document')}, published in ${isUrl(place) ? place : resolve(place)}`;
}

async function isPublished(place: string): Promise<boolean> {
  return isUrl(place) || (await stat(join(place, MANIFEST)).catch(() => undefined))?.isFile() === true;
}

/** An index of documents in the cache, built again whenever they have changed: what was embedded before is known. */
class IndexedDocuments {
  /** Where it is published. */
  readonly out: string;
  readonly #model: string;
  readonly #source: string;
  readonly #options: SearchedOptions;
  /** Of the files when it was last tried, and how that ended. */
  #tried: { state: string; failure?: unknown } | undefined;

  constructor(source: string, model: string, options: SearchedOptions) {
    const name = createHash('sha256').update(resolve(source)).digest('hex').slice(0, 16);
    this.out = join(options.cache, 'searched', name);
    this.#source = source;
    this.#model = model;
    this.#options = options;
  }

  /** Gives whether anything had changed. Errors: those of {@link build}; the same ones until a file is changed. */
  async update(): Promise<boolean> {
    const { cache, signal, terminal } = this.#options;
    const watched = { source: this.#source, out: this.out, cache, exclude: [] };
    const state = await stateOf(watched);
    if (this.#tried?.state === state) {
      if (this.#tried.failure !== undefined) throw this.#tried.failure;
      return false;
    }
    try {
      terminal.write(`${await build(this.#command(), terminal, signal)}\n`);
      this.#tried = { state };
    } catch (failure) {
      this.#tried = { state, failure };
      throw failure;
    }
    return true;
  }

  #command() {
    return {
      name: 'build',
      source: this.#source,
      out: this.out,
      model: this.#model,
      dtype: undefined,
      photoModel: undefined,
      cache: this.#options.cache,
      title: basename(resolve(this.#source)),
      indexOnly: true,
      local: true,
      maxTokens: undefined,
      exclude: [],
      fields: this.#options.fields,
      strict: false,
      options: {},
      json: false,
    } as const;
  }
}

async function open(place: string, model: string | undefined, signal: AbortSignal): Promise<SearchedFolder> {
  const embedder = model === undefined ? undefined : await OnnxEmbedder.load(model, { signal });
  try {
    const index = await LeannIndex.fromUrl(place, { signal, ...(embedder && { embedder }) });
    const list = new FolderList(place);
    return {
      index,
      facts: () => list.read(),
      refresh: async () => void (await index.refresh()),
      [Symbol.asyncDispose]: async () => {
        await index.close();
        await embedder?.close();
      },
    };
  } catch (error) {
    await embedder?.close();
    throw error;
  }
}
