// The table of terms of a folder that is updated: what is there of a term stays bit for bit, and with it most shards.

import type { CoreIndex } from '../core/core-index.js';
import { rowBytes } from '../table/table-row.js';
import type { EarlierTable } from './earlier-folder.js';
import { keptCuts } from './kept-cuts.js';

/** Rows as a full build fits them, and how many terms each shard has. */
export interface CutTable {
  rows: Uint8Array;
  counts: number[];
}

/**
 * `fit` makes a table of all terms, of which those are taken that are new; it is not called if none is. Rows that were there are
 * those of the last full build: an update brings so little that they hardly differ. O(terms).
 */
export async function keptTable(
  index: CoreIndex,
  earlier: EarlierTable,
  fit: () => Promise<Uint8Array>,
): Promise<CutTable> {
  const size = rowBytes(index.dimension);
  const terms = index.terms();
  const found = terms.map((term) => earlier.find(term));
  const fresh = found.includes(undefined) ? await fit() : new Uint8Array(0);
  const rows = new Uint8Array((1 + terms.length) * size);
  rows.set(earlier.mean);
  for (const [term, known] of found.entries()) {
    const at = (1 + term) * size;
    rows.set(known?.row ?? fresh.subarray(at, at + size), at);
  }
  const shards = found.map((known) => known?.shard);
  return { rows, counts: keptCuts(shards, earlier.rowsPerShard) };
}
