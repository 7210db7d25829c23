// Checks a `where`: nothing that is not understood is left out, or taken for something else.

import type { Fields } from '../base/fields.js';
import { isPlainObject, MOST_LEVELS } from '../base/json.js';
import { type Accepts, type Condition, every, not, some } from './condition.js';
import { isFieldName, isValue } from './field.js';
import { equal, OF_A_VALUE, OF_ALL_VALUES } from './operators.js';
import { refusal } from './refusal.js';

/**
 * The condition that a {@link Where} says. `place` is for messages: what is done with it. Errors: `invalid-argument`, also for
 * what is undefined, since leaving that out would let more through than was meant.
 */
export function parseWhere(where: unknown, place = 'search with where'): Condition {
  return parseAll(where, place, MOST_LEVELS);
}

function parseAll(where: unknown, place: string, levels: number): Condition {
  if (!isPlainObject(where))
    throw refusal(place, where, 'it must be an object of fields, "and", "or" and "not"');
  if (levels === 0) throw refusal(place, where, `it has more than ${MOST_LEVELS} levels`);
  const parts = Object.entries(where as Fields).map(([name, value]) => {
    const inside = `${place}.${name}`;
    switch (name) {
      case 'and':
        return every(parseList(value, inside, levels - 1));
      case 'or':
        return some(parseList(value, inside, levels - 1));
      case 'not':
        return not(parseAll(value, inside, levels - 1));
      default:
        return parseField(name, value, inside);
    }
  });
  return every(parts);
}

function parseList(value: unknown, place: string, levels: number): Condition[] {
  if (!Array.isArray(value)) throw refusal(place, value, 'it must be an array of objects');
  return Array.from(value, (item: unknown, at) => parseAll(item, `${place}[${at}]`, levels));
}

function parseField(field: string, value: unknown, place: string): Condition {
  if (!isFieldName(field)) {
    throw refusal(place, value, 'of the names that begin with "$" there are only $id, $title and $url');
  }
  if (isValue(value)) return { kind: 'field', field, accepts: equal(value, place) };
  if (!isPlainObject(value)) {
    const reason =
      'it must be a string, a finite number, true, false, or an object of operators such as "in"';
    throw refusal(place, value, reason);
  }
  const one: Accepts[] = [];
  const parts: Condition[] = [];
  for (const [name, operand] of Object.entries(value as Fields)) {
    const inside = `${place}.${name}`;
    const ofAValue = OF_A_VALUE.get(name);
    const ofAll = OF_ALL_VALUES.get(name);
    if (ofAValue !== undefined) one.push(ofAValue(operand, inside));
    else if (ofAll !== undefined) parts.push(ofAll(field, operand, inside));
    else throw refusal(inside, operand, noOperator(field, name));
  }
  if (one.length > 0) {
    parts.push({ kind: 'field', field, accepts: (each) => one.every((accepts) => accepts(each)) });
  }
  return every(parts);
}

function noOperator(field: string, name: string): string {
  const known = [...OF_A_VALUE.keys(), ...OF_ALL_VALUES.keys()].join(', ');
  return `there is no such operator, only ${known}; what is inside an object is asked for as "${field}.${name}"`;
}
