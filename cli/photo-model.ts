// The model of a build of photos: it runs here, and goes into the published folder.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { HostedFile, HostedModel } from '../web/hosted/manifest.js';
import { type ModelDtype, OnnxImageEmbedder } from '../web/index.js';
import type { PictureCodec } from '../web/photo/picture-codec.js';
import { readIfThere } from './files.js';
import type { PreparedModel } from './prepared-model.js';
import type { PublishedFolder } from './published-folder.js';
import { copyModel } from './site-files.js';

/** What a page needs of such a folder. */
const MODEL_FILE = /\.(?:json|onnx|onnx_data|txt)$|^(?:licen[cs]e|notice)/i;

/** Whether a model knows no texts by itself, and photos get the vectors of its labels. */
export async function isClassifier(folder: string): Promise<boolean> {
  const config = await readIfThere(join(folder, 'config.json'));
  const json: unknown = config === undefined ? {} : JSON.parse(new TextDecoder().decode(config));
  return !Object.hasOwn(Object(json), 'text_config');
}

export async function loadPhotoModel(
  folder: string,
  options: {
    texts: PreparedModel | undefined;
    dtype: ModelDtype | undefined;
    codec: PictureCodec;
    signal: AbortSignal;
  },
): Promise<OnnxImageEmbedder> {
  const { texts, dtype, codec, signal } = options;
  return await OnnxImageEmbedder.load(folder, {
    codec,
    signal,
    ...(dtype !== undefined && { dtype }),
    ...(texts && { textModel: texts.folder }),
  });
}

/** Copies the model of photos, and that of texts if there is one; folders are named by what is in them. */
export async function copyPhotoModel(
  to: PublishedFolder,
  folder: string,
  texts: PreparedModel | undefined,
  dtype: ModelDtype,
): Promise<{ model: HostedModel; files: HostedFile[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && MODEL_FILE.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const hash = createHash('sha256');
  const contents: [path: string, bytes: Uint8Array][] = [];
  for (const path of paths) {
    const bytes = await readFile(join(folder, path));
    hash.update(`${path}\n${bytes.length}\n`).update(bytes);
    contents.push([path, bytes]);
  }
  const place = `photo-model-${hash.digest('hex').slice(0, 16)}/`;
  const files: HostedFile[] = [];
  for (const [path, bytes] of contents) files.push(await to.write(`${place}${path}`, bytes));
  const beside = texts === undefined ? undefined : await copyModel(to, texts, 'int8');
  return {
    model: { folder: place, dtype, photos: true, ...(beside && { texts: beside.model.folder }) },
    files: [...files, ...(beside?.files ?? [])],
  };
}
