// Opens a published folder for the commands that look into one.

import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { HostedFiles } from '../web/hosted/hosted-files.js';
import type { HostedManifest } from '../web/hosted/manifest.js';
import { fetchManifest } from '../web/hosted/publication.js';

/** A folder that is there, and what its manifest says. */
export interface Published {
  files: HostedFiles;
  manifest: HostedManifest;
}

/** Errors: an Error where nothing is published there; `corrupt`, `unsupported-version`. */
export async function openPublished(folder: string): Promise<Published> {
  const there = await stat(`${folder}/manifest.json`).catch(() => undefined);
  if (there === undefined) throw new Error(`cannot open ${folder}: no index is published there`);
  const files = new HostedFiles(pathToFileURL(`${folder}/`));
  return { files, manifest: await fetchManifest(files, {}) };
}
