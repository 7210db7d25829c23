// The small form of a model's weights in its folder: what is published of it, and why there may be none.

import { messageOf } from '../web/base/error.js';
import { encoderPaths, readEncoder, writeEncoder } from './encoder-files.js';
import type { EncoderFiles } from './model/encoder-file.js';
import { encoderOfFolder } from './model/encoder-of-folder.js';

/** The files of our own encoder, in bytes, or why there are none. */
export type FolderEncoder = { bytes: number; made: boolean } | { reason: string };

/** Writes them if they are not there. Takes seconds to minutes, in proportion to the weights. */
export async function encoderInFolder(folder: string): Promise<FolderEncoder> {
  const present = await readEncoder(encoderPaths(folder));
  if (present !== undefined) return { bytes: bytesOf(present), made: false };
  try {
    const { files } = await encoderOfFolder(folder);
    await writeEncoder(encoderPaths(folder), files);
    return { bytes: bytesOf(files), made: true };
  } catch (error) {
    // The folder is known to whoever asked.
    return { reason: messageOf(error instanceof Error && error.cause ? error.cause : error) };
  }
}

const bytesOf = ({ encoder, tokens }: EncoderFiles) => encoder.length + tokens.length;
