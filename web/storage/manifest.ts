// The record that makes a stored index one: what belongs together, and which model and settings made it.

import { LeannError } from '../base/error.js';

/** The version of the stored layout that this build writes and reads. */
export const STORAGE_FORMAT = 2;

/** Describes one committed state of an index. Everything else in a store is believed only as far as it agrees. */
export interface Manifest {
  /** `STORAGE_FORMAT` of the build that wrote it. */
  format: number;
  /** 1 for the first commit, one more for each later one. */
  generation: number;
  /** Drawn at random for each commit, 32 hexadecimal digits: tells two of the same generation apart. */
  commit: string;
  /** 1 at first, one more for each commit that numbered documents and passages anew. */
  epoch: number;
  /** Documents and passages of the epoch, deleted ones included. */
  documents: number;
  passages: number;
  deletedDocuments: number;
  deletedPassages: number;
  /** Passages that graph and codes know; those after them wait with their vectors. */
  linked: number;
  /** Passages whose vectors trained the codebook; the others were coded with it afterwards. */
  trainedPassages: number;
  /** UTF-8 bytes of all passage texts, those of deleted documents included. */
  textBytes: number;
  embedder: { fingerprint: string; dimension: number };
  /** Build options of the core, as they were given. */
  build: Record<string, BuildValue>;
  split: { maxTokens: number; overlapTokens: number };
  /** Size and CRC-32 of the compact index, and the generation that wrote it; 0 bytes while no passage is linked. */
  index: { generation: number; bytes: number; crc32: number };
  /** CRC-32 of the numbers of deleted documents, and of the vectors that wait. */
  deleted: { crc32: number };
  vectors: { crc32: number };
}

export type BuildValue = string | number | boolean;

/** Checks what a store has read. Errors: `corrupt`, `unsupported-version`. */
export function parseManifest(value: unknown): Manifest {
  const fields = record(value, 'manifest');
  const format = count(fields, 'format');
  if (format !== STORAGE_FORMAT) {
    throw new LeannError(
      'unsupported-version',
      `leann: cannot read stored index: its format is ${format}, this build reads ${STORAGE_FORMAT}`,
    );
  }
  const embedder = record(fields.embedder, 'embedder');
  const split = record(fields.split, 'split');
  const index = record(fields.index, 'index');
  return {
    format,
    generation: count(fields, 'generation'),
    commit: text(fields, 'commit'),
    epoch: count(fields, 'epoch'),
    documents: count(fields, 'documents'),
    passages: count(fields, 'passages'),
    deletedDocuments: count(fields, 'deletedDocuments'),
    deletedPassages: count(fields, 'deletedPassages'),
    linked: count(fields, 'linked'),
    trainedPassages: count(fields, 'trainedPassages'),
    textBytes: count(fields, 'textBytes'),
    embedder: { fingerprint: text(embedder, 'fingerprint'), dimension: count(embedder, 'dimension') },
    build: buildValues(fields.build),
    split: { maxTokens: count(split, 'maxTokens'), overlapTokens: count(split, 'overlapTokens') },
    index: {
      generation: count(index, 'generation'),
      bytes: count(index, 'bytes'),
      crc32: count(index, 'crc32'),
    },
    deleted: { crc32: count(record(fields.deleted, 'deleted'), 'crc32') },
    vectors: { crc32: count(record(fields.vectors, 'vectors'), 'crc32') },
  };
}

function buildValues(value: unknown): Record<string, BuildValue> {
  const values: Record<string, BuildValue> = {};
  for (const [key, item] of Object.entries(record(value, 'build'))) {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
      throw damaged(`build.${key}`);
    }
    values[key] = item;
  }
  return values;
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(name);
  return value as Record<string, unknown>;
}

function count(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damaged(name);
  return value;
}

function text(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw damaged(name);
  return value;
}

function damaged(field: string): LeannError {
  return new LeannError('corrupt', `leann: cannot read stored index: "${field}" of its manifest is damaged`);
}
