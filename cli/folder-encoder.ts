// The small form of a model's weights in its folder: what is published of it, and why there may be none.

import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../web/base/error.js';
import { ENCODER_FILE } from '../web/embed/defaults.js';
import { readIfThere } from './files.js';
import { encoderOfFolder } from './model/encoder-of-folder.js';

/** The file of our own encoder, in bytes, or why there is none. */
export type FolderEncoder = { bytes: number; made: boolean } | { reason: string };

/** Writes it if it is not there. Takes seconds to minutes, in proportion to the weights. */
export async function encoderInFolder(folder: string): Promise<FolderEncoder> {
  const path = join(folder, ENCODER_FILE);
  const present = await readIfThere(path);
  if (present !== undefined) return { bytes: present.length, made: false };
  try {
    const { bytes } = await encoderOfFolder(folder);
    // Under its name once it is whole.
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
    return { bytes: bytes.length, made: true };
  } catch (error) {
    // The folder is known to whoever asked.
    return { reason: messageOf(error instanceof Error && error.cause ? error.cause : error) };
  }
}
