// The model of a build, with weights for our own encoder wherever they can be had: pages then need no ONNX Runtime.

import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../web/base/error.js';
import { ENCODER_FILE } from '../web/embed/defaults.js';
import { candidates } from '../web/embed/model-files.js';
import { MODULES_FILE, moduleFiles } from '../web/embed/sentence-modules.js';
import type { ModelDtype } from '../web/index.js';
import { readIfThere } from './files.js';
import { encoderOfFolder } from './model/encoder-of-folder.js';
import type { Terminal } from './progress-bar.js';
import { isLicence, SETTINGS } from './site-files.js';

export interface PreparedModel {
  folder: string;
  /** Weights for our own encoder, which go with it. */
  encoder: Uint8Array | undefined;
  /** What has to embed, if the folder leaves no choice. */
  runtime?: 'leann';
}

export interface Preparation {
  /** The number format that was asked for: our encoder stands for models in 8 bits. */
  dtype: ModelDtype | undefined;
  /** Folder that keeps what was made from one build to the next. */
  cache: string;
  terminal: Terminal;
}

/** Takes the weights that the folder has, or makes them; why that cannot be is told. */
export async function prepareModel(
  folder: string,
  { dtype, cache, terminal }: Preparation,
): Promise<PreparedModel> {
  if (dtype !== undefined && dtype !== 'int8') return { folder, encoder: undefined };
  const present = await readIfThere(join(folder, ENCODER_FILE));
  if (present !== undefined) return { folder, encoder: present };
  try {
    const place = (key: string) => join(cache, `encoder-${key}.bin`);
    const { key, bytes } = await encoderOfFolder(folder, dtype, (known) => readIfThere(place(known)));
    await keep(place(key), bytes);
    if (await hasOnnx(folder)) return { folder, encoder: bytes };
    return {
      folder: await ownFolder(folder, bytes, join(cache, `model-${key}`)),
      encoder: bytes,
      runtime: 'leann',
    };
  } catch (error) {
    terminal.write(`remark: ${messageOf(error)}; ONNX Runtime is used\n`);
    return { folder, encoder: undefined };
  }
}

/** Under its name once it is whole. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, bytes);
  await rename(draft, path);
}

/** Whether there is anything that ONNX Runtime can run. */
export async function hasOnnx(folder: string): Promise<boolean> {
  for (const { file } of candidates(undefined, undefined)) {
    if ((await readIfThere(join(folder, file))) !== undefined) return true;
  }
  return false;
}

/** A folder of what our encoder needs, for a model that nothing else here can run. */
async function ownFolder(folder: string, encoder: Uint8Array, out: string): Promise<string> {
  const modules = moduleFiles(await readIfThere(join(folder, MODULES_FILE)));
  const licences = (await readdir(folder)).filter(isLicence);
  for (const name of [...SETTINGS, MODULES_FILE, ...licences, ...modules]) {
    const bytes = await readIfThere(join(folder, name));
    if (bytes === undefined) continue;
    await mkdir(join(out, dirname(name)), { recursive: true });
    await writeFile(join(out, name), bytes);
  }
  await keep(join(out, ENCODER_FILE), encoder);
  return out;
}
