// What is exported: a published folder or a file of an index, and the model that embeds it.

import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isUrl } from '../../web/base/platform.js';
import { ownedPassages } from '../../web/content/owned-passage.js';
import type { OwnedPassage } from '../../web/content/searched-content.js';
import { requireEmbedder } from '../../web/embed/require-embedder.js';
import { decodeExported, type ExportedIndex } from '../../web/file/exported-index.js';
import { MANIFEST } from '../../web/hosted/publication.js';
import { Core, LeannIndex } from '../../web/index.js';
import { isPicture } from '../../web/text/picture.js';
import { EmbedderPool } from '../embedder-pool.js';
import { prepareModel } from '../prepared-model.js';
import type { Terminal } from '../progress-bar.js';
import { openPublished } from '../published.js';
import { standardModel } from '../standard-model.js';

/** An index that was read, with all its texts. */
export interface OpenedIndex extends AsyncDisposable {
  name: string;
  exported: ExportedIndex;
  /** In the order of the index, with their documents. */
  passages: OwnedPassage[];
  embedder: EmbedderPool;
}

export interface OpenedOptions {
  /** Folder of a model; undefined for that of the published folder, or the standard one. */
  model: string | undefined;
  cache: string;
  terminal: Terminal;
  signal: AbortSignal;
}

interface Place {
  folder: string | undefined;
  name: string;
}

/** Errors: an Error if there is no index; `embedder-mismatch`, `corrupt`, `unsupported-version`; those of loading the model. */
export async function openIndex(index: string, options: OpenedOptions): Promise<OpenedIndex> {
  const { cache, terminal, signal } = options;
  const { folder, name } = await placeOf(index);
  const published = folder === undefined ? undefined : (await openPublished(folder)).manifest.model;
  const own = published && folder !== undefined ? join(folder, published.folder) : undefined;
  const model = options.model ?? own ?? (await standardModel(cache, terminal));
  const { folder: prepared, runtime } = await prepareModel(model, { dtype: undefined, cache, terminal });
  const embedder = await EmbedderPool.load(prepared, { runtime, signal });
  try {
    const bytes =
      folder === undefined ? await readFile(index) : await exportedBytes(folder, embedder, signal);
    const exported = await decodeExported(await Core.load(), new Uint8Array(bytes));
    requireEmbedder(`export ${index}`, exported.fingerprint, embedder);
    const { documents, passages: stored, settings } = exported;
    const passages = ownedPassages(documents, stored, settings.split.context);
    if (passages.some(({ text }) => isPicture(text)))
      throw new Error(`cannot export ${index}: it is an index of photos`);
    return { name, exported, passages, embedder, [Symbol.asyncDispose]: () => embedder.close() };
  } catch (error) {
    await embedder.close();
    throw error;
  }
}

async function placeOf(index: string): Promise<Place> {
  if (isUrl(index)) throw new Error(`cannot export ${index}: copy the published folder here first`);
  if ((await stat(join(index, MANIFEST)).catch(() => undefined))?.isFile()) {
    return { folder: index, name: (await openPublished(index)).manifest.name };
  }
  if ((await stat(index).catch(() => undefined))?.isFile()) {
    return { folder: undefined, name: basename(index, extname(index)) };
  }
  throw new Error(`cannot export ${index}: it is neither a published folder nor a file of an index`);
}

async function exportedBytes(
  folder: string,
  embedder: EmbedderPool,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  await using index = await LeannIndex.fromUrl(folder, { embedder, signal });
  return await (await index.export({ signal })).arrayBuffer();
}
