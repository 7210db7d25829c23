// Where tests keep what other tests need too, below build/: by the code that made it, so that nothing is older than the code.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths.js';

/** What is made of; maps and types make no difference. */
const CODE = /\.(js|wasm|css|html|json|svg)$/;

/** By the folders they are of. */
const places = new Map<string, Promise<string>>();

/**
 * The folder for what files in those folders make, named relative to the project, which is there. What other versions of them
 * made is deleted.
 */
export function keptPlace(name: string, folders: readonly string[]): Promise<string> {
  const found = places.get(name) ?? made(join(ROOT, 'build/kept', name), folders);
  places.set(name, found);
  return found;
}

async function made(parent: string, folders: readonly string[]): Promise<string> {
  const hash = await hashOf(folders);
  const place = join(parent, hash);
  await mkdir(place, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name !== hash) await rm(join(parent, name), { recursive: true, force: true });
  }
  return place;
}

async function hashOf(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = (await readdir(join(ROOT, folder), { recursive: true })).filter((name) => CODE.test(name));
    for (const name of names.sort())
      hash.update(`${folder}/${name}\n`).update(await readFile(join(ROOT, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
