// A column as a file of a published folder (docs/hosting.md).

import { deflated } from '../base/deflate.js';
import { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isOptional } from '../base/fields.js';
import { jsonBytes, unpackedJson } from '../base/packed-json.js';
import { Column, type ColumnParts } from './column.js';
import { compareValues, isValue } from './field.js';
import type { FieldValue } from './where.js';

/** The same column gives the same bytes. */
export async function encodeColumn(column: Column): Promise<Uint8Array> {
  const { values, counts, of } = column.parts();
  return await deflated(jsonBytes({ values, ...(counts && { counts }), of }));
}

/** A column of so many documents. Errors: `corrupt`. */
export async function decodeColumn(packed: Uint8Array<ArrayBuffer>, rows: number): Promise<Column> {
  const { value } = await unpackedJson(packed, 'a field of a published index');
  const fields = fieldsOf(value, 'column', damaged);
  const parts = {
    values: fields('values', isValues),
    counts: fields('counts', isOptional(isCounts)),
    of: fields('of', isCounts),
  };
  if (!isInOrder(parts) || (parts.counts ?? parts.of).length !== rows) throw damaged();
  const column = new Column(parts);
  let last = { row: -1, value: -1 };
  column.visit((row, value) => {
    if (row === last.row && value <= last.value) throw damaged();
    last = { row, value };
  });
  return column;
}

/** Whether all numbers are of values and of documents, and the values in order. */
function isInOrder({ values, counts, of }: ColumnParts): boolean {
  const total = counts === undefined ? of.length : counts.reduce((sum, count) => sum + count, 0);
  if (total !== of.length || of.some((number) => number >= values.length)) return false;
  return values.every((each, at) => at === 0 || compareValues(values[at - 1] ?? false, each) < 0);
}

function isValues(value: unknown): value is FieldValue[] {
  return Array.isArray(value) && value.every(isValue);
}

function damaged(): LeannError {
  return new LeannError('corrupt', 'leann: cannot read a field of a published index: it is damaged');
}
