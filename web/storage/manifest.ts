// The record that ties the parts of a stored index together, and names the model and settings that made it.

import { LeannError } from '../base/error.js';
import { fieldsOf, isCount, isFields, isText, isValues } from '../base/fields.js';
import { readSplitRecord, type SplitRecord } from './split-record.js';

/** The version of the stored layout that this build writes and reads. */
export const STORAGE_FORMAT = 2;

/** Describes one committed state of an index. Everything else in a store is trusted only if it agrees. */
export interface Manifest {
  /** `STORAGE_FORMAT` of the build that wrote it. */
  format: number;
  /** 1 for the first commit, one more for each later one. */
  generation: number;
  /** Drawn at random for each commit, 32 hexadecimal digits: tells two of the same generation apart. */
  commit: string;
  /** 1 at first, one more for each commit that numbered documents and passages again. */
  epoch: number;
  /** Documents and passages of the epoch, deleted ones included. */
  documents: number;
  passages: number;
  deletedDocuments: number;
  deletedPassages: number;
  /** Passages that are linked into the graph; those after them are buffered with their vectors. */
  linked: number;
  /** Passages whose vectors trained the codebook; the others were coded with it afterwards. */
  trainedPassages: number;
  /** UTF-8 bytes of all passage texts, those of deleted documents included. */
  textBytes: number;
  embedder: { fingerprint: string; dimension: number };
  /** Build options of the core, as they were given. */
  build: Record<string, BuildValue>;
  split: SplitRecord;
  /** Size and CRC-32 of the compact index, and the generation that wrote it; 0 bytes while no passage is linked. */
  index: { generation: number; bytes: number; crc32: number };
  /** CRC-32 of the numbers of deleted documents, and of the vectors of buffered passages. */
  deleted: { crc32: number };
  vectors: { crc32: number };
}

export type BuildValue = string | number | boolean;

/** Checks what a store has read. Errors: `corrupt`, `unsupported-version`. */
export function parseManifest(value: unknown): Manifest {
  const fields = fieldsOf(value, 'manifest', damaged);
  const format = fields('format', isCount);
  if (format !== STORAGE_FORMAT) {
    throw new LeannError(
      'unsupported-version',
      `leann: cannot read stored index: its format is ${format}, this build reads ${STORAGE_FORMAT}`,
    );
  }
  const record = (name: string) => fieldsOf(fields(name, isFields), name, damaged);
  const embedder = record('embedder');
  const index = record('index');
  return {
    format,
    generation: fields('generation', isCount),
    commit: fields('commit', isText),
    epoch: fields('epoch', isCount),
    documents: fields('documents', isCount),
    passages: fields('passages', isCount),
    deletedDocuments: fields('deletedDocuments', isCount),
    deletedPassages: fields('deletedPassages', isCount),
    linked: fields('linked', isCount),
    trainedPassages: fields('trainedPassages', isCount),
    textBytes: fields('textBytes', isCount),
    embedder: { fingerprint: embedder('fingerprint', isText), dimension: embedder('dimension', isCount) },
    build: fields('build', isValues),
    split: readSplitRecord(record('split')),
    index: {
      generation: index('generation', isCount),
      bytes: index('bytes', isCount),
      crc32: index('crc32', isCount),
    },
    deleted: { crc32: record('deleted')('crc32', isCount) },
    vectors: { crc32: record('vectors')('crc32', isCount) },
  };
}

function damaged(field: string): LeannError {
  return new LeannError('corrupt', `leann: cannot read stored index: "${field}" of its manifest is damaged`);
}
