// Opens a published folder for the commands that look into one, here or on a server.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LeannError } from '../web/base/error.js';
import { isUrl } from '../web/base/platform.js';
import { HostedFiles } from '../web/hosted/hosted-files.js';
import type { HostedManifest } from '../web/hosted/manifest.js';
import { fetchManifest, MANIFEST } from '../web/hosted/publication.js';

/** A folder that is there, and what its manifest says. */
export interface Published {
  files: HostedFiles;
  manifest: HostedManifest;
}

/** Errors: an Error where nothing is published, which says where in the folder something is; of a URL, those of fetching. */
export async function checkPublished(folder: string): Promise<void> {
  if (isUrl(folder)) return void (await openPublished(folder));
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

/** Of a folder or a URL. Errors: an Error where nothing is published there; `corrupt`, `unsupported-version`. */
export async function openPublished(place: string): Promise<Published> {
  if (!isUrl(place)) await checkPublished(place);
  const files = new HostedFiles(isUrl(place) ? folderUrl(place) : pathToFileURL(`${place}/`));
  try {
    return { files, manifest: await fetchManifest(files, {}) };
  } catch (cause) {
    if (!(cause instanceof LeannError) || cause.code !== 'not-found') throw cause;
    const reason = 'no index is published at this address';
    throw new LeannError('not-found', `leann: cannot open ${place}: ${reason}`, { cause });
  }
}

/** With a slash at the end. */
function folderUrl(place: string): URL {
  const url = new URL(place);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
