// What an update keeps of the folder that it begins with: where shards were cut, and the rows of the table of terms.

import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import { decodeExported, type ExportedIndex } from '../file/exported-index.js';
import { rowBytes } from '../table/table-row.js';
import type { HostedFiles } from './hosted-files.js';
import { type HostedManifest, tableShard, tableSpans, textSpans } from './manifest.js';

/** A folder as it was published. */
export interface EarlierFolder {
  manifest: HostedManifest;
  /** All of it in one file, as `LeannIndex.export` makes it. */
  exported: Uint8Array;
  content: ExportedIndex;
  /** Undefined if it has none. */
  table: EarlierTable | undefined;
}

/** The rows of its terms. */
export interface EarlierTable {
  /** Terms that a full build puts into a shard. */
  rowsPerShard: number;
  mean: Uint8Array;
  /** Of a term; undefined if it is new. */
  find(term: string): { row: Uint8Array; shard: number } | undefined;
}

/** What changes between two publications. */
export interface KeptParts {
  earlier: EarlierFolder;
  /** Ids of documents that stay as they are; in the new index they come first, in the order of before. */
  kept: ReadonlySet<string>;
  /** Passages that came or went. */
  changed: number;
}

/** Errors: those of {@link HostedFiles.read}; `corrupt`. */
export async function readEarlier(
  core: Core,
  exported: Uint8Array,
  { files, manifest, signal }: { files: HostedFiles; manifest: HostedManifest; signal: AbortSignal },
): Promise<EarlierFolder> {
  const content = await decodeExported(core, exported);
  const shards: Uint8Array[] = [];
  for (const number of manifest.table?.shards.keys() ?? [])
    shards.push(await files.read(tableShard(manifest, number), { signal }));
  const index = core.open(exported);
  try {
    return { manifest, exported, content, table: earlierTable(manifest, index, shards) };
  } finally {
    index.free();
  }
}

function earlierTable(
  manifest: HostedManifest,
  index: CoreIndex,
  shards: readonly Uint8Array[],
): EarlierTable | undefined {
  const { table } = manifest;
  const [first] = shards;
  if (table === undefined || first === undefined) return undefined;
  const size = rowBytes(index.dimension);
  const spans = tableSpans(manifest);
  const numbers = new Map(index.terms().map((term, number) => [term, number]));
  const find = (term: string) => {
    const number = numbers.get(term);
    if (number === undefined) return undefined;
    const shard = spans.shardOf(number);
    const at = (1 + spans.rowOf(number)) * size;
    const row = shards[shard]?.subarray(at, at + size);
    return row?.length === size ? { row, shard } : undefined;
  };
  return { rowsPerShard: table.rowsPerShard, mean: first.subarray(0, size), find };
}

/** Of each passage of the new index, of which there are so many, the shard of texts that it was in; undefined if it is new. */
export function earlierShards({ earlier, kept }: KeptParts, passages: number): (number | undefined)[] {
  const spans = textSpans(earlier.manifest);
  const shards: (number | undefined)[] = [];
  let node = 0;
  for (const { id, passages: own } of earlier.content.documents) {
    for (let part = 0; part < own; part++, node++) if (kept.has(id)) shards.push(spans.shardOf(node));
  }
  while (shards.length < passages) shards.push(undefined);
  return shards;
}
