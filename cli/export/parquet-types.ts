// Types of Parquet as its schemas write them.

import type { SchemaElement } from 'hyparquet-writer';

type Named = Pick<SchemaElement, 'name' | 'repetition_type'>;
type Unnamed = Omit<SchemaElement, 'name' | 'repetition_type'>;

export const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

/** A list of three levels, as the format asks for. `item`: the type of what it holds, then that one's children. */
export function listOf(named: Named, [item, ...children]: [Unnamed, ...SchemaElement[]]): SchemaElement[] {
  return [
    { ...named, converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { ...item, name: 'element', repetition_type: 'REQUIRED' },
    ...children,
  ];
}

/** Half of a surrogate pair: there is no UTF-8 of it, and writers put something else in its place. */
const HALF = /\p{Surrogate}/u;

/** Whether all texts in a value can be written. */
export function isUnicode(value: unknown): boolean {
  if (typeof value === 'string') return !HALF.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isUnicode);
}
