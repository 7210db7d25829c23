// What an update keeps of the folder that it begins with: where shards were cut, and the rows of the table of terms.

import type { OwnedPassage } from '../content/searched-content.js';
import type { Core } from '../core/core.js';
import { decodeExported, type ExportedIndex } from '../file/exported-index.js';
import { rowBytes } from '../table/table-row.js';
import type { HostedFiles } from './hosted-files.js';
import { lastUpTo } from './last-up-to.js';
import { type HostedManifest, tableShard, tableSpans, textSpans } from './manifest.js';
import { readIndex } from './read-index.js';

/** A folder as it was published. */
export interface EarlierFolder {
  manifest: HostedManifest;
  /** All of it in one file, as `LeannIndex.export` makes it. */
  exported: Uint8Array;
  content: ExportedIndex;
  /** Undefined if it has none. */
  table: EarlierTable | undefined;
  /** The block of postings that a term was in; undefined if the term is new. */
  blockOf(term: string): number | undefined;
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
  // It says where blocks begin, which the file does not.
  const index = core.open(await readIndex(files, manifest, { signal }));
  try {
    const numbers = new Map(index.hasWords ? index.terms().map((term, number) => [term, number]) : []);
    const starts = index.wordBlockStarts();
    const blockOf = (term: string) => {
      const number = numbers.get(term);
      return number === undefined || starts.length === 0
        ? undefined
        : lastUpTo(starts, number, starts.length);
    };
    const table = earlierTable(manifest, { dimension: index.dimension, numbers }, shards);
    return { manifest, exported, content, table, blockOf };
  } finally {
    index.free();
  }
}

function earlierTable(
  manifest: HostedManifest,
  { dimension, numbers }: { dimension: number; numbers: ReadonlyMap<string, number> },
  shards: readonly Uint8Array[],
): EarlierTable | undefined {
  const { table } = manifest;
  const [first] = shards;
  if (table === undefined || first === undefined) return undefined;
  const size = rowBytes(dimension);
  const spans = tableSpans(manifest);
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

/** Of each passage, the shard of texts that it was in, or that of its document before it was changed; undefined if it is new. */
export function earlierShards(
  { manifest, content }: EarlierFolder,
  passages: readonly OwnedPassage[],
): (number | undefined)[] {
  const spans = textSpans(manifest);
  const places = new Map<string, { first: number; last: number }>();
  let first = 0;
  for (const { id, passages: own } of content.documents) {
    if (own > 0) places.set(id, { first, last: first + own - 1 });
    first += own;
  }
  return passages.map(({ id, passage }) => {
    const place = places.get(id);
    return place && spans.shardOf(Math.min(place.first + passage, place.last));
  });
}
