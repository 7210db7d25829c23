// The compact index of a published folder, whole or without its nodes.

import { inflated } from '../base/deflate.js';
import type { IndexBytes } from '../core/records.js';
import type { FetchOptions, HostedFiles } from './hosted-files.js';
import { fileAt, type HostedManifest } from './manifest.js';
import { nodeFileCount } from './node-files.js';

/** Packed if its nodes are elsewhere: what is left then is a dictionary of words, and zeros for the memory that it takes. Errors: those of {@link HostedFiles.read}; `corrupt`. */
export async function readIndex(
  files: HostedFiles,
  manifest: HostedManifest,
  options: FetchOptions,
): Promise<Uint8Array> {
  const bytes = await files.read(fileAt(manifest, manifest.index), options);
  return nodeFileCount(manifest) === 0 ? bytes : await inflated(bytes, manifest.index);
}

/**
 * The bytes of an index as it is fetched. A packed one takes less than its sections say, which are counted as they are unpacked, and
 * its padding takes nothing.
 */
export function fetchedSizes(sizes: IndexBytes, manifest: HostedManifest): IndexBytes {
  if (nodeFileCount(manifest) === 0) return sizes;
  const { bytes: total } = fileAt(manifest, manifest.index);
  return { ...sizes, rest: Math.max(0, total - (sizes.total - sizes.rest)), total };
}
