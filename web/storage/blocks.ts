// Rows are stored in blocks: with one record for each, a commit of 100,000 passages would be some ten times slower.

import { LeannError } from '../base/error.js';

/**
 * Passages in a record. Measured in Chromium with 100,000 passages of 100 (800) characters: a commit takes 11 s with
 * 1 in a record, 0.4 s (1.3 s) with 64; reading 64 scattered passages takes 9 ms (18 ms) with 64, 32 ms (78 ms) with 512.
 */
export const PASSAGES_PER_BLOCK = 64;

/** Documents in a record. All of them are read when an index is opened, so blocks are large. */
export const DOCUMENTS_PER_BLOCK = 1024;

/** How many rows of a block are used when there are `total`. */
export function rowsOfBlock(size: number, block: number, total: number): number {
  return Math.max(0, Math.min(size, total - block * size));
}

/**
 * The blocks that appending rows changes or begins, by block number.
 * @param size rows a block
 * @param first number of the first row appended
 * @param partial rows already stored in the block of `first`
 */
export function appendedBlocks<T>(
  size: number,
  first: number,
  partial: readonly T[],
  rows: readonly T[],
): Map<number, T[]> {
  const filled = first % size;
  if (partial.length < filled) {
    throw new LeannError('corrupt', `leann: cannot append to stored rows: row ${first - 1} is missing`);
  }
  const blocks = new Map<number, T[]>();
  const all = [...partial.slice(0, filled), ...rows];
  for (let offset = 0; offset < all.length; offset += size) {
    blocks.set((first - filled + offset) / size, all.slice(offset, offset + size));
  }
  return blocks;
}
