// The folder that is published into: not the one that is read.

import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { MANIFEST } from '../web/hosted/publication.js';
import { globOf, isPattern } from './glob.js';
import { isOurs } from './published-folder.js';

/** Why it cannot be published there; undefined if it can. A folder within the source is well: it is left out of what is read. */
export function outProblem(source: string, out: string): string | undefined {
  const isFile = statSync(source, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile) return undefined;
  const path = relative(resolve(out), resolve(isPattern(source) ? globOf(source).folder : source));
  if (path === '') return 'it is the folder that is read; name one of its own';
  const isAround = path.split(sep)[0] !== '..' && !isAbsolute(path);
  return isAround ? `what is read, ${source}, is in it; name a folder of its own` : undefined;
}

/** What to know of a folder that is published into for the first time; undefined if nothing else is in it. */
export async function remarkOn(out: string): Promise<string | undefined> {
  const names: string[] = await readdir(out).catch(() => []);
  if (names.includes(MANIFEST)) return undefined;
  // What a build left that was interrupted.
  if (names.some(isOurs)) return undefined;
  const other = names.find((name) => !name.startsWith('.'));
  if (other === undefined) return undefined;
  return `${out} holds other files, such as ${other}; they stay beside what is published`;
}
