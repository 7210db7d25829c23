// The model of a build, with weights for our own encoder wherever they can be had: pages then need no ONNX Runtime.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../web/base/error.js';
import { candidates } from '../web/embed/model-files.js';
import { MODULES_FILE, moduleFiles } from '../web/embed/sentence-modules.js';
import type { ModelDtype } from '../web/index.js';
import { encoderPaths, readEncoder, writeEncoder } from './encoder-files.js';
import { readIfThere } from './files.js';
import type { EncoderFiles } from './model/encoder-file.js';
import { encoderOfFolder } from './model/encoder-of-folder.js';
import type { Terminal } from './progress-bar.js';
import { isLicence, SETTINGS } from './site-files.js';

export interface PreparedModel {
  folder: string;
  /** Weights for our own encoder, which go with it. */
  encoder: EncoderFiles | undefined;
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
  const present = await readEncoder(encoderPaths(folder));
  if (present !== undefined) return { folder, encoder: present };
  try {
    const places = (key: string) => ({
      encoder: join(cache, `encoder-${key}.bin`),
      tokens: join(cache, `encoder-tokens-${key}.bin`),
    });
    const { key, files } = await encoderOfFolder(folder, dtype, (known) => readEncoder(places(known)));
    await writeEncoder(places(key), files);
    if (await hasOnnx(folder)) return { folder, encoder: files };
    const own = await ownFolder(folder, files, join(cache, `model-${key}`));
    return { folder: own, encoder: files, runtime: 'leann' };
  } catch (error) {
    terminal.write(`remark: ${messageOf(error)}; ONNX Runtime is used\n`);
    return { folder, encoder: undefined };
  }
}

/** Whether there is anything that ONNX Runtime can run. */
export async function hasOnnx(folder: string): Promise<boolean> {
  for (const { file } of candidates(undefined, undefined)) {
    if ((await readIfThere(join(folder, file))) !== undefined) return true;
  }
  return false;
}

/** A folder of what our encoder needs, for a model that nothing else here can run. */
async function ownFolder(folder: string, encoder: EncoderFiles, out: string): Promise<string> {
  const modules = moduleFiles(await readIfThere(join(folder, MODULES_FILE)));
  const licences = (await readdir(folder)).filter(isLicence);
  for (const name of [...SETTINGS, MODULES_FILE, ...licences, ...modules]) {
    const bytes = await readIfThere(join(folder, name));
    if (bytes === undefined) continue;
    await mkdir(join(out, dirname(name)), { recursive: true });
    await writeFile(join(out, name), bytes);
  }
  await writeEncoder(encoderPaths(out), encoder);
  return out;
}
