// manifest.json of a published index: what is in its folder, and what every file must be (docs/hosting.md).

import { LeannError } from '../base/error.js';
import type { BuildValue } from '../storage/manifest.js';

/** The version of the layout that this build writes and reads. */
export const HOSTED_FORMAT = 2;

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
  dtype: 'fp32' | 'fp16' | 'int8';
}

/** What a page needs besides, as the package brought it. Paths. */
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

export interface HostedManifest {
  /** {@link HOSTED_FORMAT} of the build that wrote it. */
  format: number;
  /** Of the index, for people. */
  name: string;
  /** 32 hexadecimal digits; equal where all else in this manifest is equal. */
  generation: string;
  documents: number;
  passages: number;
  /** UTF-8 bytes of the passages' texts. */
  textBytes: number;
  embedder: { fingerprint: string; dimension: number };
  /** Build options of the core, as they were given. */
  build: Record<string, BuildValue>;
  split: { maxTokens: number; overlapTokens: number };
  trainedPassages: number;
  /** Paths of the compact index and of the list of all documents. */
  index: string;
  documentList: string;
  /** Undefined where the folder has none. */
  model?: HostedModel;
  runtime?: HostedRuntime;
  /** All files but this one and the shards. */
  files: HostedFile[];
  texts: {
    /** With `/` at the end. */
    folder: string;
    /** All shards but the last hold so many passages, in the order of the nodes. */
    passagesPerShard: number;
    /** Bytes of all shards. */
    bytes: number;
    /** Of each shard: the first 32 hexadecimal digits of its SHA-256, which are its name too, before `.bin`. */
    shards: string[];
  };
}

/** The path of a shard. */
export function shardPath({ texts }: HostedManifest, shard: number): string {
  return `${texts.folder}${texts.shards[shard]}.bin`;
}

/** What the manifest says of a file. Errors: `corrupt` where it says nothing. */
export function fileAt({ files }: HostedManifest, path: string): HostedFile {
  const file = files.find((each) => each.path === path);
  if (file !== undefined) return file;
  throw damaged(`it does not say what "${path}" is`);
}

/** Errors: `corrupt`, `unsupported-version`. */
export function parseHostedManifest(value: unknown): HostedManifest {
  const fields = record(value, 'manifest');
  const format = count(fields, 'format');
  if (format !== HOSTED_FORMAT) {
    throw new LeannError(
      'unsupported-version',
      `leann: cannot read manifest.json: its format is ${format}, this build reads ${HOSTED_FORMAT}`,
    );
  }
  const manifest: HostedManifest = {
    format,
    name: text(fields, 'name'),
    generation: text(fields, 'generation'),
    documents: count(fields, 'documents'),
    passages: count(fields, 'passages'),
    textBytes: count(fields, 'textBytes'),
    embedder: parseEmbedder(record(fields.embedder, 'embedder')),
    build: parseBuild(record(fields.build, 'build')),
    split: parseSplit(record(fields.split, 'split')),
    trainedPassages: count(fields, 'trainedPassages'),
    index: path(fields, 'index'),
    documentList: path(fields, 'documentList'),
    ...(fields.model === undefined ? {} : { model: parseModel(record(fields.model, 'model')) }),
    ...(fields.runtime === undefined ? {} : { runtime: parseRuntime(record(fields.runtime, 'runtime')) }),
    files: list(fields, 'files').map(parseFile),
    texts: parseTexts(record(fields.texts, 'texts')),
  };
  const { passagesPerShard, shards } = manifest.texts;
  if (shards.length === Math.ceil(manifest.passages / passagesPerShard)) return manifest;
  throw damaged('it has not as many shards as its passages need');
}

function parseEmbedder(fields: Fields): HostedManifest['embedder'] {
  return { fingerprint: text(fields, 'fingerprint'), dimension: count(fields, 'dimension') };
}

function parseBuild(fields: Fields): HostedManifest['build'] {
  const values = Object.entries(fields).map(([key, value]): [string, BuildValue] => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return [key, value];
    throw damaged(`"build.${key}" is wrong`);
  });
  return Object.fromEntries(values);
}

function parseSplit(fields: Fields): HostedManifest['split'] {
  return { maxTokens: count(fields, 'maxTokens'), overlapTokens: count(fields, 'overlapTokens') };
}

function parseModel(fields: Fields): HostedModel {
  const { dtype } = fields;
  if (dtype !== 'fp32' && dtype !== 'fp16' && dtype !== 'int8') throw damaged('"model.dtype" is wrong');
  return { folder: path(fields, 'folder'), dtype };
}

function parseRuntime(fields: Fields): HostedRuntime {
  return {
    version: text(fields, 'version'),
    script: path(fields, 'script'),
    worker: path(fields, 'worker'),
    reader: path(fields, 'reader'),
    core: path(fields, 'core'),
    ort: path(fields, 'ort'),
  };
}

function parseFile(value: unknown): HostedFile {
  const fields = record(value, 'files');
  return { path: path(fields, 'path'), bytes: count(fields, 'bytes'), sha256: hex(fields.sha256, 64) };
}

function parseTexts(fields: Fields): HostedManifest['texts'] {
  const passagesPerShard = count(fields, 'passagesPerShard');
  if (passagesPerShard === 0) throw damaged('"passagesPerShard" is wrong');
  return {
    folder: path(fields, 'folder'),
    passagesPerShard,
    bytes: count(fields, 'bytes'),
    shards: list(fields, 'shards').map((shard) => hex(shard, 32)),
  };
}

type Fields = Record<string, unknown>;

function record(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw damaged(`"${name}" is no object`);
}

function list(fields: Fields, name: string): unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw damaged(`"${name}" is no list`);
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw damaged(`"${name}" is no count`);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw damaged(`"${name}" is no text`);
}

/** A path inside the folder, and nowhere else. */
function path(fields: Fields, name: string): string {
  const value = text(fields, name);
  const parts = value.replace(/\/$/, '').split('/');
  const inside = parts.every((part) => /^[\w.-]+$/.test(part) && part !== '.' && part !== '..');
  if (inside) return value;
  throw damaged(`"${name}" is no path inside the folder`);
}

function hex(value: unknown, digits: number): string {
  if (typeof value === 'string' && value.length === digits && /^[0-9a-f]*$/.test(value)) return value;
  throw damaged('a hash is wrong');
}

function damaged(reason: string): LeannError {
  return new LeannError('corrupt', `leann: cannot read manifest.json: ${reason}`);
}
