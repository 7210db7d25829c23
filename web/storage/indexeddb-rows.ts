// Documents and passages in blocks, as IndexedDB holds them: versions of a block side by side.

import { DOCUMENTS_PER_BLOCK, PASSAGES_PER_BLOCK, rowsOfBlock } from './blocks.js';
import { documentBlock, parseDocumentBlock } from './document-block.js';
import type { BlockKey, RowPart } from './indexeddb-schema.js';
import type { Reading, Writing } from './indexeddb-transaction.js';
import { parsePassageBlock, passageBlock } from './passage-block.js';
import type { StoredDocument, StoredPassage } from './store.js';

/** The types of rows. */
export interface Rows {
  documents: StoredDocument;
  passages: StoredPassage;
}

export const BLOCK_SIZES: Record<RowPart, number> = {
  documents: DOCUMENTS_PER_BLOCK,
  passages: PASSAGES_PER_BLOCK,
};

const PARSERS: { [P in RowPart]: (value: unknown) => Rows[P][] } = {
  documents: parseDocumentBlock,
  passages: parsePassageBlock,
};

/** Keys of all blocks of an epoch. */
export function epochRange(epoch: number): IDBKeyRange {
  return IDBKeyRange.bound([epoch], [epoch + 1], false, true);
}

/**
 * The rows of a block. Of its versions, which begin alike, the oldest that has as many as `rows`: one that was read back
 * long ago is trusted more. Fewer rows if none has as many. Errors: `corrupt`.
 */
export async function readBlock<P extends RowPart>(
  transaction: Reading,
  part: P,
  { epoch, block, rows }: { epoch: number; block: number; rows: number },
): Promise<Rows[P][]> {
  const range = IDBKeyRange.bound([epoch, block], [epoch, block + 1], false, true);
  const versions: unknown[] = await transaction.objectStore(part as RowPart).getAll(range);
  let longest: Rows[P][] = [];
  for (const version of versions) {
    const parsed = PARSERS[part](version);
    if (parsed.length >= rows) return parsed;
    if (parsed.length > longest.length) longest = parsed;
  }
  return longest;
}

/** The first `total` rows of an epoch; fewer if some are missing. Errors: `corrupt`. */
export async function readRows<P extends RowPart>(
  transaction: Reading,
  part: P,
  epoch: number,
  total: number,
): Promise<Rows[P][]> {
  const size = BLOCK_SIZES[part];
  const blocks = Array.from({ length: Math.ceil(total / size) }, (_, block) =>
    readBlock(transaction, part, { epoch, block, rows: rowsOfBlock(size, block, total) }),
  );
  return (await Promise.all(blocks)).flat().slice(0, total);
}

/** A block that was written, with the hash of its content. */
export interface WrittenBlock {
  part: RowPart;
  key: BlockKey;
  hash: number;
}

export async function writeBlock<P extends RowPart>(
  transaction: Writing,
  part: P,
  key: BlockKey,
  rows: readonly Rows[P][],
): Promise<WrittenBlock> {
  const block =
    part === 'documents'
      ? documentBlock(rows as readonly StoredDocument[])
      : passageBlock(rows as readonly StoredPassage[]);
  await transaction.objectStore(part as RowPart).put(block, key);
  // Of the rows as they are read: whoever made them may have given their fields in another order.
  return { part, key, hash: hashOf(PARSERS[part](block)) };
}

/** Whether a block is there as it was written. */
export async function isThere(transaction: Reading, { part, key, hash }: WrittenBlock): Promise<boolean> {
  const value: unknown = await transaction.objectStore(part).get(key);
  return hashOf(PARSERS[part](value)) === hash;
}

/** FNV-1a of the rows' JSON. */
function hashOf(rows: readonly unknown[]): number {
  let hash = 0x811c9dc5;
  for (const row of rows) {
    const json = JSON.stringify(row);
    for (let at = 0; at < json.length; at++) hash = Math.imul(hash ^ json.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
