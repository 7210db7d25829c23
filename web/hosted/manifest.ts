// manifest.json of a published index: what is in its folder, and what every file must be (docs/hosting.md).

import { LeannError } from '../base/error.js';
import {
  fieldsOf,
  isCount,
  isCounts,
  isFields,
  isFlag,
  isOptional,
  isShare,
  isStrings,
  isText,
  isValues,
  type ReadField,
} from '../base/fields.js';
import { DTYPES, type ModelDtype } from '../embed/model-files.js';
import type { RecallInfo } from '../interface/index-info.js';
import type { BuildValue } from '../storage/manifest.js';
import { readSplitRecord, type SplitRecord } from '../storage/split-record.js';
import { ShardSpans } from './shard-spans.js';

/** The version of the layout that this build writes and reads. */
export const HOSTED_FORMAT = 2;

/** That of an index in clusters, which readers of {@link HOSTED_FORMAT} alone would take for an empty one. */
export const CLUSTERED_FORMAT = 3;

/** That of a folder whose shards hold different numbers of passages or terms, as updates leave them. */
export const UNEVEN_FORMAT = 4;

/** That of an index in one piece whose nodes are a file of their own; its shards may be as those of {@link UNEVEN_FORMAT}. */
export const APART_FORMAT = 5;

const FORMATS = [HOSTED_FORMAT, CLUSTERED_FORMAT, UNEVEN_FORMAT, APART_FORMAT];

/** Hexadecimal digits of a shard's SHA-256 in the manifest: most of what every page fetches of it, since they do not compress. */
export const SHARD_DIGITS = 20;

/** The same in folders of 0.1. */
const EARLIER_DIGITS = 32;

/** Of the index, which a small list of documents takes at most. */
const SMALL_SHARE = 0.1;

/** A file of the folder. */
export interface HostedFile {
  /** Relative to the folder, with `/`. */
  path: string;
  bytes: number;
  /** 64 hexadecimal digits. */
  sha256: string;
}

/** The model that embeds queries and passages. */
export interface HostedModel {
  /** Of its files, which are laid out as on Hugging Face: a path that ends with `/`. */
  folder: string;
  /** Number format of the model that made the index. */
  dtype: ModelDtype;
  /** Whether it is one of photos. */
  photos?: boolean;
  /** Rows of tokens for our own encoder; undefined if it does not run the model. */
  tokens?: HostedTokens;
  /** Of photos, if the model is a classifier: the folder of the model that knows what its labels mean. */
  texts?: string;
}

/** Rows of a model's tokens (docs/encoder.md): all of them in shards, and those of the collection in one file as well. */
export interface HostedTokens extends HostedShards {
  /** Path, in the model's folder, of the file that is fetched with it. */
  first: string;
}

/** Paths of the package's own files, which a page needs besides. */
export interface HostedRuntime {
  /** Release of leann-web. */
  version: string;
  /** The package as one module, and its worker. */
  script: string;
  worker: string;
  /** The core as WASM: what searches, and all of it. */
  reader: string;
  core: string;
  /** Folder of ONNX Runtime Web's files, with `/` at the end. */
  ort: string;
}

/** Columns of what documents carry, one file each, so that a search need not fetch the list of all documents. */
export interface HostedColumnFiles {
  /** Path of the number of passages of each document. */
  passages: string;
  /** Paths of the metadata's columns. */
  fields: { name: string; path: string }[];
  /** Whether all paths of the metadata that have values have a column. */
  complete: boolean;
}

export interface HostedManifest {
  /** {@link HOSTED_FORMAT}, {@link CLUSTERED_FORMAT} if it has clusters, {@link APART_FORMAT} if it has nodes, or {@link UNEVEN_FORMAT}. */
  format: number;
  /** Of the index, for people. */
  name: string;
  /** 32 hexadecimal digits; equal if all else in this manifest is equal. */
  generation: string;
  documents: number;
  passages: number;
  /** UTF-8 bytes of the passages' texts. */
  textBytes: number;
  embedder: { fingerprint: string; dimension: number };
  /** Build options of the core, as they were given. */
  build: Record<string, BuildValue>;
  split: SplitRecord;
  trainedPassages: number;
  /** Passages that updates have brought or taken since all was built; undefined if there was none. */
  changed?: number;
  /** Paths of the compact index, of its nodes if they are a file of their own, and of the list of all documents. */
  index: string;
  nodes?: string;
  documentList: string;
  /** Undefined in folders of 0.1. */
  columns?: HostedColumnFiles;
  /** Undefined if the folder has none. */
  model?: HostedModel;
  runtime?: HostedRuntime;
  /** All files but this one and the shards. */
  files: HostedFile[];
  texts: HostedShards & {
    /** Passages of every shard but the last, in the order of the nodes. */
    passagesPerShard: number;
    /** See {@link ShardCounts.counts}. */
    counts?: number[];
  };
  /**
   * The postings of the index's words, a shard for each of their blocks, in their order. Undefined if they are in the index, as
   * small ones are.
   */
  words?: HostedShards;
  /** The rows of the table of terms, in the order of the index's terms. Undefined if there is none. */
  table?: HostedShards & {
    /** Terms of every shard but the last; the mean row stands before them in each. */
    rowsPerShard: number;
    /** See {@link ShardCounts.counts}. */
    counts?: number[];
  };
  /** The nodes of an index in clusters, a shard for each, in their order. */
  clusters?: HostedShards;
  /** Undefined if it was not measured. */
  recall?: RecallInfo;
}

/** Files of which a search needs few. */
export interface HostedShards {
  /** With `/` at the end. */
  folder: string;
  /** Bytes of all shards. */
  bytes: number;
  /** For each shard, the first digits of its SHA-256 ({@link SHARD_DIGITS}), which are also its name, before `.bin`. */
  shards: string[];
}

/** A shard's path, and the first digits of its SHA-256. */
export interface ShardFile {
  path: string;
  sha256: string;
}

/** What each shard of texts holds: passages, in the order of the nodes. */
export function textSpans({ texts }: HostedManifest): ShardSpans {
  return new ShardSpans({ shards: texts.shards.length, each: texts.passagesPerShard, counts: texts.counts });
}

/** What each shard of the table holds: terms, in the order of the index. */
export function tableSpans({ table }: HostedManifest): ShardSpans {
  const { shards = [], rowsPerShard: each = 1, counts } = table ?? {};
  return new ShardSpans({ shards: shards.length, each, counts });
}

/** A shard of texts. */
export function textShard({ texts }: HostedManifest, number: number): ShardFile {
  return shardFile(texts, number);
}

/** A shard of the table of terms. Errors: `corrupt` if there is none. */
export function tableShard({ table }: HostedManifest, number: number): ShardFile {
  if (table?.shards[number] !== undefined) return shardFile(table, number);
  throw damaged('its table of terms has too few shards');
}

/** A shard of the words' postings. Errors: `corrupt` if there is none. */
export function wordShard({ words }: HostedManifest, number: number): ShardFile {
  if (words?.shards[number] !== undefined) return shardFile(words, number);
  throw damaged('its words have too few shards');
}

/** A shard of rows of tokens. Errors: `corrupt` if there is none. */
export function tokenShard({ model }: HostedManifest, number: number): ShardFile {
  if (model?.tokens?.shards[number] !== undefined) return shardFile(model.tokens, number);
  throw damaged('its model has too few shards of tokens');
}

/** The files of all shards; equal shards are one file. */
export function shardFiles({ texts, words, table, clusters, model }: HostedManifest): ShardFile[] {
  const lists = [texts, words, table, clusters, model?.tokens].filter((list) => list !== undefined);
  const files = lists.flatMap((list) => list.shards.map((_, number) => shardFile(list, number)));
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** The file of a shard that there is. */
export function shardFile({ folder, shards }: HostedShards, number: number): ShardFile {
  const sha256 = shards[number] ?? '';
  return { path: `${folder}${sha256}.bin`, sha256 };
}

/** Whether the list of documents adds little to what opening fetches. Errors: as of {@link fileAt}. */
export function isListSmall(manifest: HostedManifest): boolean {
  const list = fileAt(manifest, manifest.documentList);
  const fetched = [manifest.index, manifest.nodes].filter((path) => path !== undefined);
  const bytes = fetched.reduce((sum, path) => sum + fileAt(manifest, path).bytes, 0);
  return list.bytes <= SMALL_SHARE * bytes;
}

/** The manifest's entry for a file. Errors: `corrupt` if there is none. */
export function fileAt({ files }: HostedManifest, path: string): HostedFile {
  const file = files.find((each) => each.path === path);
  if (file !== undefined) return file;
  throw damaged(`it does not list "${path}"`);
}

/** Errors: `corrupt`, `unsupported-version`. */
export function parseHostedManifest(value: unknown): HostedManifest {
  const fields = fieldsOf(value, 'manifest', wrong);
  const format = fields('format', isCount);
  if (!FORMATS.includes(format)) {
    throw new LeannError(
      'unsupported-version',
      `leann: cannot read manifest.json: its format is ${format}, this build reads ${FORMATS.join(', ')}`,
    );
  }
  const isUneven = format === UNEVEN_FORMAT || format === APART_FORMAT;
  const record = (name: string) => fieldsOf(fields(name, isFields), name, wrong);
  const embedder = record('embedder');
  const columns = fields('columns', isOptional(isFields));
  const model = fields('model', isOptional(isFields));
  const runtime = fields('runtime', isOptional(isFields));
  const words = fields('words', isOptional(isFields));
  const table = fields('table', isOptional(isFields));
  const clusters = fields('clusters', isOptional(isFields));
  const recall = fields('recall', isOptional(isFields));
  const changed = fields('changed', isOptional(isCount));
  if ((clusters !== undefined) !== (format === CLUSTERED_FORMAT)) throw wrong('clusters');
  const isApart = fields('nodes', isOptional(isText)) !== undefined;
  if (isApart !== (format === APART_FORMAT)) throw wrong('nodes');
  const manifest: HostedManifest = {
    format,
    name: fields('name', isText),
    generation: fields('generation', isText),
    documents: fields('documents', isCount),
    passages: fields('passages', isCount),
    textBytes: fields('textBytes', isCount),
    embedder: { fingerprint: embedder('fingerprint', isText), dimension: embedder('dimension', isCount) },
    build: fields('build', isValues),
    split: readSplitRecord(record('split')),
    trainedPassages: fields('trainedPassages', isCount),
    ...(changed !== undefined && { changed }),
    index: path(fields, 'index'),
    ...(isApart && { nodes: path(fields, 'nodes') }),
    documentList: path(fields, 'documentList'),
    ...(columns && { columns: parseColumns(fieldsOf(columns, 'columns', wrong)) }),
    ...(model && { model: parseModel(fieldsOf(model, 'model', wrong)) }),
    ...(runtime && { runtime: parseRuntime(fieldsOf(runtime, 'runtime', wrong)) }),
    files: fields<unknown[]>('files', Array.isArray).map(parseFile),
    texts: parseTexts(record('texts'), isUneven),
    ...(words && { words: parseShards(fieldsOf(words, 'words', wrong)) }),
    ...(table && { table: parseTable(fieldsOf(table, 'table', wrong), isUneven) }),
    ...(clusters && { clusters: parseShards(fieldsOf(clusters, 'clusters', wrong)) }),
    ...(recall && { recall: parseRecall(fieldsOf(recall, 'recall', wrong)) }),
  };
  if (textSpans(manifest).hold(manifest.passages)) return manifest;
  throw damaged('it does not have as many shards as its passages need');
}

function parseColumns(fields: ReadField): HostedColumnFiles {
  const columns = fields<unknown[]>('fields', Array.isArray).map((value) => {
    const field = fieldsOf(value, 'columns', wrong);
    return { name: field('name', isText), path: path(field, 'path') };
  });
  if (new Set(columns.map(({ name }) => name)).size < columns.length) throw wrong('columns');
  return { passages: path(fields, 'passages'), fields: columns, complete: fields('complete', isFlag) };
}

function parseModel(fields: ReadField): HostedModel {
  const dtype = fields('dtype', isText);
  const known = DTYPES.find((each) => each === dtype);
  if (known === undefined) throw wrong('model.dtype');
  const texts = fields('texts', isOptional(isText));
  const tokens = fields('tokens', isOptional(isFields));
  const folder = path(fields, 'folder');
  return {
    folder,
    dtype: known,
    ...(fields('photos', isOptional(isFlag)) && { photos: true }),
    ...(texts !== undefined && { texts: path(fields, 'texts') }),
    ...(tokens && { tokens: parseTokens(fieldsOf(tokens, 'tokens', wrong), folder) }),
  };
}

function parseRuntime(fields: ReadField): HostedRuntime {
  return {
    version: fields('version', isText),
    script: path(fields, 'script'),
    worker: path(fields, 'worker'),
    reader: path(fields, 'reader'),
    core: path(fields, 'core'),
    ort: path(fields, 'ort'),
  };
}

function parseFile(value: unknown): HostedFile {
  const fields = fieldsOf(value, 'files', wrong);
  return {
    path: path(fields, 'path'),
    bytes: fields('bytes', isCount),
    sha256: hex(fields('sha256', isText), 64),
  };
}

function parseTexts(fields: ReadField, isUneven: boolean): HostedManifest['texts'] {
  const passagesPerShard = fields('passagesPerShard', isCount);
  if (passagesPerShard === 0) throw wrong('passagesPerShard');
  return { passagesPerShard, ...parseSpans(fields, isUneven) };
}

function parseTable(fields: ReadField, isUneven: boolean): NonNullable<HostedManifest['table']> {
  const rowsPerShard = fields('rowsPerShard', isCount);
  if (rowsPerShard === 0) throw wrong('rowsPerShard');
  return { rowsPerShard, ...parseSpans(fields, isUneven) };
}

function parseSpans(fields: ReadField, isUneven: boolean): HostedShards & { counts?: number[] } {
  const shards = parseShards(fields);
  const counts = isUneven ? fields('counts', isOptional(isCounts)) : undefined;
  if (counts === undefined) return shards;
  const isPair = (count: number, at: number) => (at % 2 === 0 ? count < shards.shards.length : count > 0);
  if (counts.length % 2 > 0 || !counts.every(isPair)) throw wrong('counts');
  return { counts, ...shards };
}

function parseTokens(fields: ReadField, model: string): HostedTokens {
  const first = path(fields, 'first');
  if (!first.startsWith(model)) throw wrong('first');
  return { first, ...parseShards(fields) };
}

function parseShards(fields: ReadField): HostedShards {
  return {
    folder: path(fields, 'folder'),
    bytes: fields('bytes', isCount),
    shards: fields('shards', isStrings).map(shardName),
  };
}

function parseRecall(fields: ReadField): RecallInfo {
  const first = fields('first', isOptional(isShare));
  return {
    queries: fields('queries', isCount),
    ...(first !== undefined && { first }),
    final: fields('final', isShare),
  };
}

/** A path inside the folder, and nowhere else. */
function path(fields: ReadField, name: string): string {
  const value = fields(name, isText);
  const parts = value.replace(/\/$/, '').split('/');
  const inside = parts.every((part) => /^[\w.-]+$/.test(part) && part !== '.' && part !== '..');
  if (inside) return value;
  throw damaged(`"${name}" is not a path inside the folder`);
}

function shardName(name: string): string {
  return hex(name, name.length === EARLIER_DIGITS ? EARLIER_DIGITS : SHARD_DIGITS);
}

function hex(value: string, digits: number): string {
  if (value.length === digits && /^[0-9a-f]*$/.test(value)) return value;
  throw damaged('a hash is wrong');
}

function wrong(name: string): LeannError {
  return damaged(`"${name}" is wrong`);
}

function damaged(reason: string): LeannError {
  return new LeannError('corrupt', `leann: cannot read manifest.json: ${reason}`);
}
