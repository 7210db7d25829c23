// The extension as it is given to people, built once for all tests that load it.

import { exportModel } from '../../cli/model/model-folder.js';
import { buildExtension } from '../../tools/extension/build.js';
import type { BrowserName } from '../../tools/extension/manifest.js';
import { MODEL } from '../../tools/paths.js';
import { keptFolder } from './kept-folder.js';

/** Writes it to the folder, which is the test's own: what was in it is deleted. */
export async function copyExtension(out: string, browser: BrowserName = 'chromium'): Promise<void> {
  await exportModel(MODEL);
  await keptFolder(`extension-${browser}`, out, (folder) => buildExtension(folder, browser));
}
