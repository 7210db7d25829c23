// The model of a build of photos: it runs here, and goes into the published folder.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HostedFile, HostedModel } from '../web/hosted/manifest.js';
import { type ModelDtype, OnnxImageEmbedder, type Sharp, sharpCodec } from '../web/index.js';
import type { PictureCodec } from '../web/photo/picture-codec.js';
import { readIfThere } from './files.js';
import { optionalPackage } from './optional-package.js';
import type { PreparedModel } from './prepared-model.js';
import type { PublishedFolder } from './published-folder.js';
import { copyModel } from './site-files.js';

/** What a page needs of such a folder. */
const MODEL_FILE = /\.(?:json|onnx|onnx_data|txt)$|^(?:licen[cs]e|notice)/i;

/** Reads images with sharp, as it is installed beside this program or in the present folder. Errors: an Error that says what to install. */
export async function photoCodec(): Promise<PictureCodec> {
  const load = async () => {
    const beside = () => import('sharp' as string);
    const here = () => import(pathToFileURL(createRequire(join(process.cwd(), 'x')).resolve('sharp')).href);
    return (await beside().catch(here).catch(asMissing)) as { default: Sharp };
  };
  return sharpCodec((await optionalPackage(load, 'sharp')).default);
}

/** `require` has another code for what is not there. */
function asMissing(cause: unknown): never {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
  throw isMissing
    ? Object.assign(new Error(cause.message, { cause }), { code: 'ERR_MODULE_NOT_FOUND' })
    : cause;
}

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
