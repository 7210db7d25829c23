// The index of a folder: what is published there, or else an index of the documents in it.

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isUrl } from '../web/base/platform.js';
import { MANIFEST } from '../web/hosted/publication.js';
import { LeannIndex, OnnxEmbedder } from '../web/index.js';
import { build } from './build.js';
import { counted } from './counted.js';
import type { Terminal } from './progress-bar.js';
import { openPublished } from './published.js';
import { checkSource } from './source.js';
import { standardModel } from './standard-model.js';

export interface SearchedFolder extends AsyncDisposable {
  index: LeannIndex;
}

export interface SearchedOptions {
  /** Folder of a model; undefined for that of the published folder, or the standard one. */
  model: string | undefined;
  /** Where an index of documents is kept. */
  cache: string;
  terminal: Terminal;
  signal: AbortSignal;
}

/** Errors: an Error if there is nothing to search; those of {@link LeannIndex.fromUrl} and {@link build}. */
export async function openFolder(place: string, options: SearchedOptions): Promise<SearchedFolder> {
  const { model, signal } = options;
  if (isUrl(place) || (await isFile(join(place, MANIFEST)))) return await open(place, model, signal);
  await checkSource(place);
  const chosen = model ?? (await standardModel(options.cache, options.terminal));
  return await open(await indexed(place, chosen, options), chosen, signal);
}

/** What an assistant is told that it searches, as far as it can be said before anything is read. */
export async function describeFolder(place: string): Promise<string> {
  if (isUrl(place)) return `"${place}"`;
  if (!(await isFile(join(place, MANIFEST)))) return `the documents in "${basename(resolve(place))}"`;
  const { name, documents } = (await openPublished(place)).manifest;
  return `"${name}", ${counted(documents, 'document')}`;
}

/** Builds an index of the documents in the cache, again each time: what was embedded before is known. Gives its folder. */
async function indexed(
  source: string,
  model: string,
  { cache, terminal, signal }: SearchedOptions,
): Promise<string> {
  const name = createHash('sha256').update(resolve(source)).digest('hex').slice(0, 16);
  const out = join(cache, 'searched', name);
  const command = {
    name: 'build',
    source,
    out,
    model,
    dtype: undefined,
    photoModel: undefined,
    cache,
    title: basename(resolve(source)),
    indexOnly: true,
    maxTokens: undefined,
    exclude: [],
    strict: false,
    options: {},
    json: false,
  } as const;
  terminal.write(`${await build(command, terminal, signal)}\n`);
  return out;
}

async function open(place: string, model: string | undefined, signal: AbortSignal): Promise<SearchedFolder> {
  const embedder = model === undefined ? undefined : await OnnxEmbedder.load(model, { signal });
  try {
    const index = await LeannIndex.fromUrl(place, { signal, ...(embedder && { embedder }) });
    return {
      index,
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

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
