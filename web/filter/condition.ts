// What documents must fulfil: a `where` that was checked.

import type { FieldValue } from './where.js';

export type Accepts = (value: FieldValue) => boolean;

export type Condition =
  | { kind: 'every' | 'some'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition }
  /** One value of the field, at least, is accepted. */
  | { kind: 'field'; field: string; accepts: Accepts };

export function every(of: readonly Condition[]): Condition {
  return { kind: 'every', of };
}

export function some(of: readonly Condition[]): Condition {
  return { kind: 'some', of };
}

export function not(of: Condition): Condition {
  return { kind: 'not', of };
}

/** The fields that it asks about. */
export function fieldsOf(condition: Condition): Set<string> {
  switch (condition.kind) {
    case 'field':
      return new Set([condition.field]);
    case 'not':
      return fieldsOf(condition.of);
    default:
      return new Set(condition.of.flatMap((each) => [...fieldsOf(each)]));
  }
}
