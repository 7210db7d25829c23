// The compact index of a published folder, whole or without the nodes that come in clusters.

import { inflated } from '../base/deflate.js';
import type { IndexBytes } from '../core/records.js';
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

/**
 * The bytes of an index as it is fetched. A packed one takes less than its sections say, which are counted as they are unpacked, and
 * its padding takes nothing.
 */
export function fetchedSizes(sizes: IndexBytes, manifest: HostedManifest): IndexBytes {
  if (manifest.clusters === undefined) return sizes;
  const { bytes: total } = fileAt(manifest, manifest.index);
  return { ...sizes, rest: Math.max(0, total - (sizes.total - sizes.rest)), total };
}
