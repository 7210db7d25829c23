// Lists what was found by a field.

import { isPlainObject } from '../base/json.js';
import { compareValues, type Fielded, isFieldName, valuesOf } from './field.js';
import { refusal } from './refusal.js';
import type { FieldValue, Sort } from './where.js';

/** Errors: `invalid-argument`. */
export function parseSort(sort: unknown): Required<Sort> | undefined {
  if (sort === undefined) return undefined;
  if (!isPlainObject(sort)) throw refusal('search with sort', sort, 'it must be an object');
  const { by, order = 'asc', ...others } = sort as Record<string, unknown>;
  if (!isFieldName(by)) throw refusal('search with sort.by', by, 'it must be the name of a field');
  if (order !== 'asc' && order !== 'desc') {
    throw refusal('search with sort.order', order, "it must be 'asc' or 'desc'");
  }
  for (const [name, value] of Object.entries(others)) {
    throw refusal(`search with sort.${name}`, value, 'there is no such option');
  }
  return { by, order };
}

/** In the order asked for; those that are equal stay in theirs. */
export function sorted<Item extends Fielded>(
  items: readonly Item[],
  sort: Required<Sort> | undefined,
): Item[] {
  if (sort === undefined) return [...items];
  const order = sort.order === 'desc' ? (a: FieldValue, b: FieldValue) => compareValues(b, a) : compareValues;
  const keyed = items.map((item) => ({ item, key: valuesOf(item, sort.by).sort(order)[0] }));
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined) {
      return Number(left.key === undefined) - Number(right.key === undefined);
    }
    return order(left.key, right.key);
  });
  return keyed.map(({ item }) => item);
}
