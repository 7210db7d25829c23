// The folder that keeps what was embedded.

import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemReason } from './system-reason.js';

/** Makes it, unless it is there. Errors: an Error where nothing can be written in it, which says how to name another. */
export async function makeCacheFolder(cache: string): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
    await access(cache, constants.W_OK);
  } catch (cause) {
    const reason = `${systemReason(cause)}; name a folder with --cache DIR`;
    throw new Error(`cannot keep vectors in "${resolve(cache)}": ${reason}`, { cause });
  }
}
