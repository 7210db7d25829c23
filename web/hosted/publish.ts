// Makes the files of a published index from an exported one.

import { deflated } from '../base/deflate.js';
import { fewAtOnce, WRITES_AT_ONCE } from '../base/few-at-once.js';
import { jsonBytes } from '../base/packed-json.js';
import { sha256 } from '../base/sha256.js';
import { CHECKS } from '../content/attachments.js';
import { buildRecord } from '../content/open-settings.js';
import { ownedPassages } from '../content/owned-passage.js';
import type { OwnedPassage } from '../content/searched-content.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { IndexBytes } from '../core/records.js';
import { decodeExported, type ExportedIndex } from '../file/exported-index.js';
import { Column } from '../filter/column.js';
import { encodeColumn } from '../filter/column-file.js';
import { metadataColumns } from '../filter/metadata-columns.js';
import { carriedColumns } from '../storage/carried-columns.js';
import { splitRecord } from '../storage/split-record.js';
import { rowBytes } from '../table/table-row.js';
import type { DocumentListRecord } from './document-list.js';
import { type EarlierFolder, earlierShards, type KeptParts } from './earlier-folder.js';
import { type EmbedTerms, fittedTable } from './fitted-table.js';
import { evenCuts, keptCuts } from './kept-cuts.js';
import { type CutTable, keptTable } from './kept-table.js';
import {
  APART_FORMAT,
  CLUSTERED_FORMAT,
  HOSTED_FORMAT,
  type HostedColumnFiles,
  type HostedFile,
  type HostedManifest,
  type HostedModel,
  type HostedShards,
  SHARD_DIGITS,
  UNEVEN_FORMAT,
} from './manifest.js';
import { shardRecord } from './shard.js';
import { ShardSpans, unevenCounts } from './shard-spans.js';

/**
 * Approximate bytes of a shard before compression. A search reads most of its passages from shards of their own, so larger
 * ones cost it more bytes; smaller ones are more files, and compress less.
 */
const SHARD_BYTES = 4096;

/** Most shards, since servers of plain files have limits too: with more passages, shards grow. */
const MOST_SHARDS = 16_000;

/** Rows of a shard of the table: some 6 kB at 384 dimensions. A query needs one for each of its words. */
const ROWS_PER_SHARD = 32;

/** Most shards of the table: their hashes stand in the manifest, which every page fetches. */
const MOST_TABLE_SHARDS = 1000;

/** Bytes of a shard of postings: a query needs one for each of its words, or for several that stand together. */
const WORD_SHARD_BYTES = 2048;

/** Most of these: as {@link MOST_TABLE_SHARDS}. */
const MOST_WORD_SHARDS = 500;

/** Words of fewer bytes stay in the index: fetching shards would take longer. */
const FEW_WORD_BYTES = 32_768;

/** Nodes of fewer bytes stay in the index, too. */
const FEW_NODE_BYTES = 32_768;

/** Bytes of a passage in a shard besides its text and its document's fields. */
const PASSAGE_BYTES = 12;

const TEXT_FOLDER = 'texts/';
const WORDS_FOLDER = 'words/';
const TABLE_FOLDER = 'table/';
const CLUSTERS_FOLDER = 'clusters/';

/** Hexadecimal digits of a file's SHA-256 that are its name. */
const NAME_DIGITS = 32;

export interface PublishJob {
  core: Core;
  /** A file that `LeannIndex.export` made. */
  exported: Uint8Array;
  /** Of the index, for people. */
  name: string;
  /** Other files of the folder, as the manifest lists them. */
  others: readonly HostedFile[];
  /** Writes the model, which embeds these passages; gives its files as well. Without, the folder has none. */
  model?: (
    passages: readonly OwnedPassage[],
  ) => Promise<{ model: HostedModel; files: readonly HostedFile[] }>;
  runtime?: HostedManifest['runtime'];
  /**
   * Whether a table of terms is fitted, with which pages answer before they have the model. Default true; an index that does not
   * know its words, or is of squared L2, has none.
   */
  table?: boolean;
  /** What the model makes of each term alone, from which the table learns; without, it knows only what passages say. */
  embedTerms?: EmbedTerms;
  /** What is published already, which then changes as little as it may. Without, all is made again. */
  update?: KeptParts;
  /** Takes a file, whose name is the hash of its content. Is called for several files at once, not for the same one. */
  write: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Called once all files are written: how good answers of the folder are; undefined if that cannot be told. */
  measure?: (written: WrittenFolder) => Promise<HostedManifest['recall']>;
}

/** A folder that has all its files but the manifest. */
export interface WrittenFolder {
  /** As it will be, but for `recall`. */
  manifest: Omit<HostedManifest, 'generation'>;
  /** The compact index. */
  index: Uint8Array;
  /** All of them, in the order of the nodes. */
  passages: readonly OwnedPassage[];
}

/**
 * Gives all files to `write`, and returns the manifest, which must be written after them. The same input gives the same
 * bytes. Errors: `corrupt`, `unsupported-version`; those of `write`.
 */
export async function publish(job: PublishJob): Promise<HostedManifest> {
  const { core, exported, name, others, runtime } = job;
  const content = await decodeExported(core, exported);
  const { documents, passages, settings, trainedPassages, fingerprint } = content;
  const { bytes, dimension, blocks, table, clusters, nodes } = await compactIndex(job);
  const index =
    clusters.length > 0 || nodes !== undefined
      ? await written(job, 'index-', '.bin', await deflated(bytes.slice()))
      : await written(job, 'index-', '.leann', bytes);
  const apart = nodes && (await written(job, 'nodes-', '.bin', nodes));
  const list = await written(job, 'documents-', '.bin', await deflated(jsonBytes(listRecord(content))));
  const { columns, files } = await writeColumns(job, documents);
  const owned = ownedPassages(documents, passages, settings.split.context);
  const embedding = await job.model?.(owned);
  const texts = await writeShards(job, owned);
  const terms = table && (await writeTable(job, table, dimension));
  const isUneven = (texts.counts ?? terms?.counts) !== undefined;
  const changed = changedPassages(job);
  const inOne = isUneven ? UNEVEN_FORMAT : HOSTED_FORMAT;
  const format = clusters.length > 0 ? CLUSTERED_FORMAT : apart ? APART_FORMAT : inOne;
  const complete: Omit<HostedManifest, 'generation'> = {
    format,
    name,
    documents: documents.length,
    passages: passages.length,
    textBytes: documents.reduce((sum, { textBytes }) => sum + textBytes, 0),
    embedder: { fingerprint, dimension },
    build: buildRecord(settings.build),
    split: splitRecord(settings.split),
    trainedPassages,
    ...(changed > 0 && { changed }),
    index: index.path,
    ...(apart && { nodes: apart.path }),
    documentList: list.path,
    columns,
    ...(embedding && { model: embedding.model }),
    ...(runtime && { runtime }),
    files: [index, ...(apart ? [apart] : []), list, ...files, ...(embedding?.files ?? []), ...others],
    texts,
    ...(blocks.length > 0 && { words: await writeAll(job, WORDS_FOLDER, blocks) }),
    ...(terms && { table: terms }),
    ...(clusters.length > 0 && { clusters: await writeAll(job, CLUSTERS_FOLDER, clusters) }),
  };
  const recall = await job.measure?.({ manifest: complete, index: bytes, passages: owned });
  const manifest = { ...complete, ...(recall && { recall }) };
  const generation = (await sha256(jsonBytes(manifest))).slice(0, NAME_DIGITS);
  return { ...manifest, generation };
}

interface CompactIndex {
  bytes: Uint8Array;
  dimension: number;
  /** Of its words' postings; none if they are in `bytes`. */
  blocks: Uint8Array[];
  /** Its terms. */
  table: CutTable | undefined;
  /** Of its nodes, if it is in clusters. */
  clusters: Uint8Array[];
  /** All nodes of one that is not, if they are not in `bytes`. */
  nodes: Uint8Array | undefined;
}

/** The exported index without documents and texts, which have files of their own. */
async function compactIndex(job: PublishJob): Promise<CompactIndex> {
  const { core, exported } = job;
  const { attachments, sizes: _, ...read } = core.read(exported);
  // Which state of which store it was taken from says nothing here, and would be another one in each update.
  const origin = { ...read, generation: 0, commit: '' };
  const checks = attachments.get(CHECKS) ?? new Uint8Array(0);
  const index = core.open(exported);
  try {
    const table = await cutTable(index, job);
    const blocks = wordBlocks(index, job.update);
    const inClusters = index.clusterCount > 0;
    const cut = inClusters || (blocks.length > 0 && areMany(index.bytes())) ? index.cutClusters() : [];
    // The texts' own hashes say as much. Of many passages, checks would be most of what a first answer fetches.
    const attachments = cut.length > 0 ? new Map() : new Map([[CHECKS, checks]]);
    const bytes = index.encode({ origin, attachments });
    const parts = inClusters ? { clusters: cut, nodes: undefined } : { clusters: [], nodes: cut[0] };
    return { bytes, dimension: index.dimension, blocks, table, ...parts };
  } finally {
    index.free();
  }
}

/** Whether words should not wait for the index's nodes. */
function areMany({ graph, codes, lengths }: IndexBytes): boolean {
  return graph + codes + lengths >= FEW_NODE_BYTES;
}

async function cutTable(
  index: CoreIndex,
  { table = true, embedTerms, update }: PublishJob,
): Promise<CutTable | undefined> {
  if (!(table && index.hasWords && index.metric === 'ip')) return undefined;
  const fit = () => fittedTable(index, embedTerms);
  const earlier = update?.earlier.table;
  if (earlier !== undefined) return await keptTable(index, earlier, fit);
  const rows = await fit();
  const terms = rows.length / rowBytes(index.dimension) - 1;
  return { rows, counts: evenCuts(terms, rowsInShard(terms)) };
}

function rowsInShard(terms: number): number {
  return Math.max(ROWS_PER_SHARD, Math.ceil(terms / MOST_TABLE_SHARDS));
}

/** Takes them out of the index, if they are many. */
function wordBlocks(index: CoreIndex, update: KeptParts | undefined): Uint8Array[] {
  const { words } = index.bytes();
  if (!index.hasWords || words < FEW_WORD_BYTES) return [];
  const bytes = Math.max(WORD_SHARD_BYTES, Math.ceil(words / MOST_WORD_SHARDS));
  return index.outlineWords(bytes, update && earlierCuts(index, update.earlier));
}

/** The terms that begin a block, where blocks were cut before. */
function earlierCuts(index: CoreIndex, { blockOf }: EarlierFolder): Uint32Array {
  let end = 0;
  // How large a block may grow, the core knows.
  const counts = keptCuts(index.terms().map(blockOf), Number.POSITIVE_INFINITY);
  return Uint32Array.from(counts.slice(0, -1), (count) => (end += count));
}

/** The mean row stands in every shard, so that no query has to fetch one for it alone. */
async function writeTable(
  job: PublishJob,
  { rows, counts }: CutTable,
  dimension: number,
): Promise<NonNullable<HostedManifest['table']>> {
  const size = rowBytes(dimension);
  const rowsPerShard = job.update?.earlier.table?.rowsPerShard ?? rowsInShard(rows.length / size - 1);
  const shards: Uint8Array[] = [];
  let at = size;
  for (const count of counts) {
    const shard = new Uint8Array((1 + count) * size);
    shard.set(rows.subarray(0, size));
    shard.set(rows.subarray(at, at + count * size), size);
    at += count * size;
    shards.push(shard);
  }
  const uneven = unevenCounts(counts, rowsPerShard);
  return {
    rowsPerShard,
    ...(uneven && { counts: uneven }),
    ...(await writeAll(job, TABLE_FOLDER, shards)),
  };
}

function writeAll(job: PublishJob, folder: string, shards: readonly Uint8Array[]): Promise<HostedShards> {
  return writeEach(job, folder, shards.length, async (number) => shards[number] ?? new Uint8Array(0));
}

/** The shards of a folder, which `make` makes one by one. Equal ones are one file. */
async function writeEach(
  { write }: PublishJob,
  folder: string,
  count: number,
  make: (number: number) => Promise<Uint8Array>,
): Promise<HostedShards> {
  const writing = new Map<string, Promise<void>>();
  let total = 0;
  const shards = await fewAtOnce(count, WRITES_AT_ONCE, async (number) => {
    const bytes = (await make(number)).slice();
    const name = (await sha256(bytes)).slice(0, SHARD_DIGITS);
    const written = writing.get(name) ?? write(`${folder}${name}.bin`, bytes);
    writing.set(name, written);
    await written;
    total += bytes.length;
    return name;
  });
  return { folder, bytes: total, shards };
}

function listRecord({ documents }: ExportedIndex): DocumentListRecord {
  return {
    ids: documents.map(({ id }) => id),
    titles: documents.map(({ title }) => title ?? null),
    passages: documents.map(({ passages }) => passages),
    ...carriedColumns(documents),
  };
}

/** A column for each field, since most searches ask for one or two; equal ones are one file. */
async function writeColumns(
  job: PublishJob,
  documents: ExportedIndex['documents'],
): Promise<{ columns: HostedColumnFiles; files: HostedFile[] }> {
  const files = new Map<string, HostedFile>();
  const writtenColumn = async (column: Column) => {
    const file = await written(job, 'columns/', '.bin', await encodeColumn(column));
    files.set(file.path, file);
    return file.path;
  };
  const counts = Column.build(documents.map(({ passages: count }) => [count]));
  const passages = await writtenColumn(counts);
  const { columns, complete } = metadataColumns(documents);
  const fields: HostedColumnFiles['fields'] = [];
  for (const [name, column] of columns) fields.push({ name, path: await writtenColumn(column) });
  return { columns: { passages, fields, complete }, files: [...files.values()] };
}

async function writeShards(
  job: PublishJob,
  passages: readonly OwnedPassage[],
): Promise<HostedManifest['texts']> {
  const { update } = job;
  const passagesPerShard = update?.earlier.manifest.texts.passagesPerShard ?? passagesInShard(passages);
  const cuts = update
    ? keptCuts(earlierShards(update.earlier, passages), passagesPerShard)
    : evenCuts(passages.length, passagesPerShard);
  const counts = unevenCounts(cuts, passagesPerShard);
  const spans = new ShardSpans({ shards: cuts.length, each: passagesPerShard, counts });
  const { folder, bytes, shards } = await writeEach(job, TEXT_FOLDER, cuts.length, async (number) => {
    const own = passages.slice(spans.firstOf(number), spans.firstOf(number + 1));
    return await deflated(jsonBytes(shardRecord(own)));
  });
  return { folder, passagesPerShard, ...(counts && { counts }), bytes, shards };
}

/** Passages that updates have brought or taken since all was built. */
function changedPassages({ update }: PublishJob): number {
  return update === undefined ? 0 : (update.earlier.manifest.changed ?? 0) + update.changed;
}

function passagesInShard(passages: readonly OwnedPassage[]): number {
  const encoder = new TextEncoder();
  let total = 0;
  for (const { id, title = '', url = '', metadata, text, passage } of passages) {
    const owner = passage === 0 ? `${id}${title}${url}${metadata ? JSON.stringify(metadata) : ''}` : '';
    total += encoder.encode(text + owner).length + PASSAGE_BYTES;
  }
  const wanted = Math.round((SHARD_BYTES * passages.length) / total);
  return Math.max(1, wanted, Math.ceil(passages.length / MOST_SHARDS));
}

async function written(
  { write }: PublishJob,
  before: string,
  after: string,
  content: Uint8Array,
): Promise<HostedFile> {
  const bytes = content.slice();
  const digest = await sha256(bytes);
  const path = `${before}${digest.slice(0, NAME_DIGITS)}${after}`;
  await write(path, bytes);
  return { path, bytes: bytes.length, sha256: digest };
}
