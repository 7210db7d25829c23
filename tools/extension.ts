// Builds the browser extension: dist/extension, to be loaded unpacked, and dist/bookmarks-by-meaning.zip.
// Run as: node dist/tools/extension.js

import { stat } from 'node:fs/promises';
import { exportModel } from '../cli/model/model-folder.js';
import { buildExtension, EXTENSION, pack } from './extension/build.js';
import { MODEL, ROOT } from './paths.js';

const ARCHIVE = `${ROOT}dist/bookmarks-by-meaning.zip`;
/** Files smaller than this are summed up. */
const LISTED = 100_000;

await exportModel(MODEL);
await buildExtension(EXTENSION);
const entries = await pack(EXTENSION, ARCHIVE);
const { size } = await stat(ARCHIVE);
const all = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
const large = entries.filter(({ bytes }) => bytes.length >= LISTED);
const small = all - large.reduce((sum, { bytes }) => sum + bytes.length, 0);
for (const { path, bytes } of large) console.log(`${megabytes(bytes.length)}  ${path}`);
console.log(`${megabytes(small)}  ${entries.length - large.length} smaller files`);
console.log(`${megabytes(all)}  ${EXTENSION}, to be loaded unpacked`);
console.log(`${megabytes(size)}  ${ARCHIVE}`);

function megabytes(count: number): string {
  return `${(count / 1e6).toFixed(1).padStart(6)} MB`;
}
