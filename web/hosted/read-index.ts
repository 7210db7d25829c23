// The compact index of a published folder, whole or without the nodes that come in clusters.

import { inflated } from '../base/deflate.js';
import type { FetchOptions, HostedFiles } from './hosted-files.js';
import { fileAt, type HostedManifest } from './manifest.js';

/** Packed if there are clusters: most of what is left then is a dictionary of words. Errors: those of {@link HostedFiles.read}; `corrupt`. */
export async function readIndex(
  files: HostedFiles,
  manifest: HostedManifest,
  options: FetchOptions,
): Promise<Uint8Array> {
  const bytes = await files.read(fileAt(manifest, manifest.index), options);
  return manifest.clusters === undefined ? bytes : await inflated(bytes, manifest.index);
}
