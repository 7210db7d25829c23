// Opens a published folder for the commands that look into one.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HostedFiles } from '../web/hosted/hosted-files.js';
import type { HostedManifest } from '../web/hosted/manifest.js';
import { fetchManifest, MANIFEST } from '../web/hosted/publication.js';

/** A folder that is there, and what its manifest says. */
export interface Published {
  files: HostedFiles;
  manifest: HostedManifest;
}

/** Errors: an Error where nothing is published, which says where in the folder something is. */
export async function checkPublished(folder: string): Promise<void> {
  if (await isThere(join(folder, MANIFEST))) return;
  if (!(await isThere(folder))) throw new Error(`cannot open ${folder}: there is no such folder`);
  const inner: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const place = join(folder, entry.name);
    if (entry.isDirectory() && (await isThere(join(place, MANIFEST)))) inner.push(place);
  }
  const hint = inner.length === 0 ? '' : `, but in ${inner.join(' and ')}`;
  throw new Error(`cannot open ${folder}: no index is published there${hint}`);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Errors: an Error where nothing is published there; `corrupt`, `unsupported-version`. */
export async function openPublished(folder: string): Promise<Published> {
  await checkPublished(folder);
  const files = new HostedFiles(pathToFileURL(`${folder}/`));
  return { files, manifest: await fetchManifest(files, {}) };
}
