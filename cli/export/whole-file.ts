// A file that appears under its name when it is whole, in place of one that was.

import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../files.js';

/** Gives what `write` gives. Where that fails, what was there stays. Errors: those of the file system and of `write`. */
export async function writeWhole<Result>(
  path: string,
  write: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w');
  let result: Result;
  try {
    result = await write(file);
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
  return result;
}
