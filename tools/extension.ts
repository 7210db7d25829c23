// Builds the browser extension, for Chromium and for Firefox: dist/extension-…, to be loaded unpacked, and the same as
// dist/bookmarks-by-meaning-….zip. Run as: node dist/tools/extension.js [chromium] [firefox]

import { stat } from 'node:fs/promises';
import { exportModel } from '../cli/model/model-folder.js';
import { buildExtension, extensionFolder, pack } from './extension/build.js';
import { BROWSERS, type BrowserName } from './extension/manifest.js';
import { MODEL, ROOT } from './paths.js';

/** Files smaller than this are summed up. */
const LISTED = 100_000;

const asked = process.argv.slice(2);
await exportModel(MODEL);
for (const browser of BROWSERS) if (asked.length === 0 || asked.includes(browser)) await make(browser);

async function make(browser: BrowserName): Promise<void> {
  const folder = extensionFolder(browser);
  const archive = `${ROOT}dist/bookmarks-by-meaning-${browser}.zip`;
  await buildExtension(folder, browser);
  const entries = await pack(folder, archive);
  const { size } = await stat(archive);
  const all = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const large = entries.filter(({ bytes }) => bytes.length >= LISTED);
  const small = all - large.reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (const { path, bytes } of large) console.log(`${megabytes(bytes.length)}  ${path}`);
  console.log(`${megabytes(small)}  ${entries.length - large.length} smaller files`);
  console.log(`${megabytes(all)}  ${folder}, to be loaded unpacked`);
  console.log(`${megabytes(size)}  ${archive}`);
}

function megabytes(count: number): string {
  return `${(count / 1e6).toFixed(1).padStart(6)} MB`;
}
