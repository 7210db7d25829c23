// Commits of made-up documents that add up, for tests of stores.

import { crc32, crc32Of } from '../../web/base/crc32.js';
import { type Manifest, STORAGE_FORMAT } from '../../web/storage/manifest.js';
import type { Commit, Snapshot, StoredDocument, StoredPassage } from '../../web/storage/store.js';

/** Dimension of the vectors of waiting passages. */
export const DIMENSION = 16;
/** Bytes of the text of each document. */
export const TEXT_BYTES = 10;
const NOTHING = new Uint32Array(0);

let commits = 0;

export interface SomeCommit extends Commit {
  index: Uint8Array;
  documents: StoredDocument[];
  passages: StoredPassage[];
}

/** A commit of `documents` documents with `each` passages, after the state that `before` describes. */
export function someCommit(before: Manifest | undefined, documents: number, each: number): SomeCommit {
  const firstDocument = before?.documents ?? 0;
  const rows = Array.from({ length: documents }, (_, row) => firstDocument + row);
  const passages = rows.flatMap((row) => somePassages(row, each));
  const index = Uint8Array.from(
    { length: 100 + firstDocument },
    (_, offset) => (offset * 31 + documents) % 256,
  );
  const generation = (before?.generation ?? 0) + 1;
  const all = (before?.passages ?? 0) + passages.length;
  return {
    parent: before?.commit,
    manifest: {
      format: STORAGE_FORMAT,
      generation,
      commit: `commit ${Date.now()} ${commits++}`,
      epoch: before?.epoch ?? 1,
      documents: firstDocument + documents,
      passages: all,
      deletedDocuments: 0,
      deletedPassages: 0,
      linked: all,
      trainedPassages: passages.length,
      textBytes: (before?.textBytes ?? 0) + documents * TEXT_BYTES,
      embedder: { fingerprint: 'words:16', dimension: DIMENSION },
      build: { M: 8, metric: 'ip' },
      split: { maxTokens: 64, overlapTokens: 0 },
      index: { generation, bytes: index.length, crc32: crc32(index) },
      deleted: { crc32: 0 },
      vectors: { crc32: 0 },
    },
    index,
    documents: rows.map((row) => someDocument(row, each)),
    passages,
    deleted: NOTHING,
    vectors: new Uint16Array(0),
    journaled: [],
  };
}

/** A commit that begins a new epoch: of the passages `kept`, and of one more document of one passage. */
export function someRewrite(before: SomeCommit, kept: readonly number[]): SomeCommit {
  const next = someCommit(before.manifest, 1, 1);
  const { passages, documents } = before.manifest;
  const rows = Uint32Array.from([...kept, passages]);
  const keptDocuments = kept.map((row) => someDocument(documents + 1 + row, 1));
  next.documents = [...keptDocuments, ...next.documents];
  next.rows = rows;
  Object.assign(next.manifest, {
    epoch: before.manifest.epoch + 1,
    documents: next.documents.length,
    passages: rows.length,
    linked: rows.length,
    textBytes: next.documents.length * TEXT_BYTES,
  });
  return next;
}

/** The same commit with one document deleted and the last passage waiting. */
export function withState(commit: SomeCommit, deleted: readonly number[]): SomeCommit {
  const numbers = Uint32Array.from(deleted);
  const vectors = Uint16Array.from({ length: DIMENSION }, (_, at) => 0x3000 + at);
  const gone = deleted.reduce((sum, number) => sum + (commit.documents[number]?.passages ?? 0), 0);
  const manifest: Manifest = {
    ...commit.manifest,
    deletedDocuments: deleted.length,
    deletedPassages: gone,
    linked: commit.manifest.passages - 1,
    deleted: { crc32: crc32Of(numbers) },
    vectors: { crc32: crc32Of(vectors) },
  };
  return { ...commit, manifest, deleted: numbers, vectors };
}

/** The snapshot that `load` gives after a first commit. */
export function snapshotOf({ manifest, index, documents, deleted, vectors }: SomeCommit): Snapshot {
  return { manifest, index, documents, deleted, vectors };
}

function someDocument(row: number, passages: number): StoredDocument {
  const counts = { passages, textBytes: TEXT_BYTES };
  return row % 2 === 0
    ? { id: `doc ${row}`, title: `Title ${row}`, ...counts }
    : { id: `doc ${row}`, ...counts };
}

function somePassages(row: number, count: number): StoredPassage[] {
  return Array.from({ length: count }, (_, part) => ({
    text: `text ${part} of ${row}`,
    start: part * 100,
    end: part * 100 + 10,
  }));
}
