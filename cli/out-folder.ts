// The folder that is published into: not the one that is read.

import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { globOf, isPattern } from './glob.js';

/** Why it cannot be published there; undefined if it can. A folder within the source is well: it is left out of what is read. */
export function outProblem(source: string, out: string): string | undefined {
  const isFile = statSync(source, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile) return undefined;
  const path = relative(resolve(out), resolve(isPattern(source) ? globOf(source).folder : source));
  if (path === '') return 'it is the folder that is read; name one of its own';
  const isAround = path.split(sep)[0] !== '..' && !isAbsolute(path);
  return isAround ? `what is read, ${source}, is in it; name a folder of its own` : undefined;
}
