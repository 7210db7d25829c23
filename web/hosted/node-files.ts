// The files of a published folder that hold the nodes of its index, if they are not in the index.

import { LeannError } from '../base/error.js';
import { fileAt, type HostedManifest, type ShardFile, shardFile } from './manifest.js';

/** A file for each cluster, or one; 0 if nodes are in the index. */
export function nodeFileCount({ clusters, nodes }: HostedManifest): number {
  return clusters?.shards.length ?? (nodes === undefined ? 0 : 1);
}

/** Errors: `corrupt` if there is none. */
export function nodeFile(manifest: HostedManifest, number: number): ShardFile {
  const { clusters, nodes } = manifest;
  if (clusters?.shards[number] !== undefined) return shardFile(clusters, number);
  if (clusters === undefined && nodes !== undefined && number === 0) return fileAt(manifest, nodes);
  throw new LeannError('corrupt', 'leann: cannot read manifest.json: it has too few clusters');
}

/** Bytes of all. Errors: as of {@link fileAt}. */
export function nodeBytes(manifest: HostedManifest): number {
  const { clusters, nodes } = manifest;
  return clusters?.bytes ?? (nodes === undefined ? 0 : fileAt(manifest, nodes).bytes);
}
