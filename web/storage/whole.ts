// Checks that a snapshot is exactly what was committed.

import { crc32, crc32Of } from '../base/crc32.js';
import type { Snapshot } from './store.js';

/** The part that does not agree with the manifest, in words; undefined if all do. */
export function missingPart({ manifest, index, documents, deleted, vectors }: Snapshot): string | undefined {
  if (index.length !== manifest.index.bytes || crc32(index) !== manifest.index.crc32) {
    return 'its bytes do not match their checksum';
  }
  const passages = documents.reduce((sum, document) => sum + document.passages, 0);
  const textBytes = documents.reduce((sum, document) => sum + document.textBytes, 0);
  if (
    documents.length !== manifest.documents ||
    passages !== manifest.passages ||
    textBytes !== manifest.textBytes
  ) {
    return 'its documents do not match its manifest';
  }
  if (!ascend(deleted, documents.length) || crc32Of(deleted) !== manifest.deleted.crc32) {
    return 'its deleted documents do not match its manifest';
  }
  const gone = deleted.reduce((sum, number) => sum + (documents[number]?.passages ?? 0), 0);
  if (deleted.length !== manifest.deletedDocuments || gone !== manifest.deletedPassages) {
    return 'its deleted documents do not match its manifest';
  }
  const buffered = manifest.passages - manifest.linked;
  if (
    buffered < 0 ||
    vectors.length !== buffered * manifest.embedder.dimension ||
    crc32Of(vectors) !== manifest.vectors.crc32
  ) {
    return 'its vectors do not match its manifest';
  }
  if (index.length === 0 && manifest.linked > 0) return 'its graph is missing';
  return undefined;
}

function ascend(numbers: Uint32Array, end: number): boolean {
  return numbers.every((number, row) => number < end && (row === 0 || number > (numbers[row - 1] ?? 0)));
}
