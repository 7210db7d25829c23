// The id that a client means: assistants know files by their paths.

import { relative, sep } from 'node:path';
import type { LeannIndex } from '../../web/index.js';

/**
 * The id of a document that is named by its id, by that with `./` before it, or by its absolute path. `root` is the absolute path of
 * the folder of documents; undefined if that is not known. Errors: an Error if there is no such document.
 */
export async function documentId(
  index: LeannIndex,
  typed: string,
  root: string | undefined,
): Promise<string> {
  const bare = typed.replace(/^(\.\/)+/, '');
  const below = root === undefined ? [] : [relative(root, typed).split(sep).join('/')];
  for (const id of [typed, bare, ...below]) if (await index.has(id)) return id;
  throw new Error(`there is no document "${typed}"; "list" gives the ids of all`);
}
