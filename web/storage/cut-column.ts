// The column that says what is left out of the context of each passage, in stored blocks, exported files and shards alike.

import { isCounts, isOptional, type ReadField } from '../base/fields.js';
import type { StoredPassage } from './store.js';

type Cut = Pick<StoredPassage, 'cut'>;

/** Undefined if nothing is left out anywhere. */
export function cutColumn(passages: readonly Cut[]): number[] | undefined {
  const cuts = passages.map(({ cut = 0 }) => cut);
  return cuts.some((cut) => cut > 0) ? cuts : undefined;
}

/** Reads the column of so many passages. Errors: those of `fields`. */
export function readCutColumn(fields: ReadField, rows: number): number[] | undefined {
  return fields(
    'cuts',
    isOptional((value): value is number[] => isCounts(value) && value.length === rows),
  );
}

export function cutAt(cuts: readonly number[] | undefined, row: number): Cut {
  const cut = cuts?.[row] ?? 0;
  return cut > 0 ? { cut } : {};
}
