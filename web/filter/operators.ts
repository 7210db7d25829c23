// The operators of `where`: what each takes, and which values it accepts.

import { type Accepts, type Condition, every, not } from './condition.js';
import { compareValues, isValue } from './field.js';
import { refusal } from './refusal.js';
import type { FieldValue } from './where.js';

const ONE_VALUE = 'it must be a string, a finite number, true or false';
const VALUES = 'it must be an array of strings, finite numbers, true or false';

/** Operators that one value must fulfil together. Errors: `invalid-argument`; `place` is for the message. */
export const OF_A_VALUE: ReadonlyMap<string, (operand: unknown, place: string) => Accepts> = new Map([
  ['eq', equal],
  ['in', oneOf],
  ['gt', compared((order) => order > 0)],
  ['gte', compared((order) => order >= 0)],
  ['lt', compared((order) => order < 0)],
  ['lte', compared((order) => order <= 0)],
  ['between', between],
]);

/** Operators that a field's values fulfil as a whole. Errors: `invalid-argument`. */
export const OF_ALL_VALUES: ReadonlyMap<
  string,
  (field: string, operand: unknown, place: string) => Condition
> = new Map([
  ['has', (field, operand, place) => ({ kind: 'field', field, accepts: equal(operand, place) })],
  ['hasAny', (field, operand, place) => ({ kind: 'field', field, accepts: oneOf(operand, place) })],
  ['hasAll', hasAll],
  ['exists', exists],
]);

export function equal(operand: unknown, place: string): Accepts {
  if (!isValue(operand)) throw refusal(place, operand, ONE_VALUE);
  return (value) => value === operand;
}

function oneOf(operand: unknown, place: string): Accepts {
  const values = new Set(requireValues(operand, place));
  return (value) => values.has(value);
}

function compared(holds: (order: number) => boolean): (operand: unknown, place: string) => Accepts {
  return (operand, place) => {
    const bound = requireOrdered(operand, place);
    return (value) => typeof value === typeof bound && holds(compareValues(value, bound));
  };
}

function between(operand: unknown, place: string): Accepts {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw refusal(place, operand, 'it must be an array of two numbers or two strings');
  }
  const from = requireOrdered(operand[0], `${place}[0]`);
  const to = requireOrdered(operand[1], `${place}[1]`);
  if (typeof from !== typeof to)
    throw refusal(`${place}[1]`, to, `it must be a ${typeof from}, as the first is`);
  return (value) =>
    typeof value === typeof from && compareValues(value, from) >= 0 && compareValues(value, to) <= 0;
}

function hasAll(field: string, operand: unknown, place: string): Condition {
  const wanted = requireValues(operand, place);
  return every(wanted.map((each) => ({ kind: 'field', field, accepts: (value) => value === each })));
}

function exists(field: string, operand: unknown, place: string): Condition {
  if (typeof operand !== 'boolean') throw refusal(place, operand, 'it must be true or false');
  const any: Condition = { kind: 'field', field, accepts: () => true };
  return operand ? any : not(any);
}

function requireValues(operand: unknown, place: string): FieldValue[] {
  if (!Array.isArray(operand)) throw refusal(place, operand, VALUES);
  // Holes of an array count as undefined, which is refused.
  return Array.from(operand, (value: unknown, at) => {
    if (isValue(value)) return value;
    throw refusal(`${place}[${at}]`, value, ONE_VALUE);
  });
}

function requireOrdered(operand: unknown, place: string): string | number {
  if (isValue(operand) && typeof operand !== 'boolean') return operand;
  throw refusal(place, operand, 'it must be a finite number or a string; dates are ISO strings');
}
