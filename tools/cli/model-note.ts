// Remembers beside an index where its model was, so that searching need not be told.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const NAME = 'model.json';

export async function noteModel(index: string, model: string): Promise<void> {
  await mkdir(index, { recursive: true });
  await writeFile(join(index, NAME), `${JSON.stringify({ path: resolve(model) })}\n`);
}

/** The model's folder. Errors: an Error that says to name it. */
export async function notedModel(index: string): Promise<string> {
  try {
    const { path } = JSON.parse(await readFile(join(index, NAME), 'utf8')) as { path?: unknown };
    if (typeof path === 'string') return path;
  } catch {
    // Said below.
  }
  throw new Error(`cannot tell which model made ${index}: name its folder with --model DIR`);
}
