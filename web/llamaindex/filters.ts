// LlamaIndex's filters as conditions of an index.

import type { MetadataFilter, MetadataFilters } from '@llamaindex/core/vector-store';
import { LeannError } from '../base/error.js';
import type { AnyWhere, FieldValue } from '../filter/where.js';

type Values = readonly FieldValue[];

/** By LlamaIndex's operator. */
const CONDITIONS: Readonly<Record<string, (key: string, value: MetadataFilter['value']) => AnyWhere>> = {
  '==': (key, value) => ({ [key]: { eq: one(value) } }),
  '!=': (key, value) => ({ not: { [key]: { eq: one(value) } } }),
  '>': (key, value) => ({ [key]: { gt: one(value) } }),
  '>=': (key, value) => ({ [key]: { gte: one(value) } }),
  '<': (key, value) => ({ [key]: { lt: one(value) } }),
  '<=': (key, value) => ({ [key]: { lte: one(value) } }),
  in: (key, value) => ({ [key]: { in: several(value) } }),
  nin: (key, value) => ({ not: { [key]: { in: several(value) } } }),
  any: (key, value) => ({ [key]: { hasAny: several(value) } }),
  all: (key, value) => ({ [key]: { hasAll: several(value) } }),
  contains: (key, value) => ({ [key]: { has: one(value) } }),
  is_empty: (key) => ({ [key]: { exists: false } }),
};

/**
 * Those of a query, and that the node is of one of these documents; undefined if nothing is asked.
 * @throws LeannError `invalid-argument` for an operator that an index does not have (`text_match`), or a value that does not fit one.
 */
export function whereOf(
  filters: MetadataFilters | undefined,
  docIds: Values | undefined,
): AnyWhere | undefined {
  const conditions = (filters?.filters ?? []).map(conditionOf);
  const all: AnyWhere[] = [];
  if (conditions.length > 0) all.push(filters?.condition === 'or' ? { or: conditions } : { and: conditions });
  if (docIds !== undefined) all.push({ doc_id: { in: docIds } });
  return all.length === 0 ? undefined : { and: all };
}

function conditionOf({ key, operator, value }: MetadataFilter): AnyWhere {
  const condition = Object.hasOwn(CONDITIONS, operator) ? CONDITIONS[operator] : undefined;
  if (condition === undefined) throw refusal(operator, `it is none of ${Object.keys(CONDITIONS).join(', ')}`);
  return condition(key, value);
}

function one(value: MetadataFilter['value']): FieldValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw refusal(value, 'a string or a number is needed');
}

function several(value: MetadataFilter['value']): Values {
  if (Array.isArray(value)) return value;
  throw refusal(value, 'a list is needed');
}

function refusal(what: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot filter by ${JSON.stringify(what)}: ${reason}`);
}
