// Conditions on documents' fields in SQL: the table `fields` has a row for each value of each field.

import type { FieldTest, FieldValue, Where } from '../filter/where.js';

/** Adds a value to those of the query, and gives the place that stands for it, such as `$3`. */
export type Bind = (value: unknown) => string;

/** Of the document whose number is `document`: an expression that is true or false. `where` was checked (`parseWhere`). */
export function whereSql(where: Where, document: string, schema: string, bind: Bind): string {
  const parts = Object.entries(where).map(([name, value]): string => {
    switch (name) {
      case 'and':
        return joined(partsOf(value as readonly Where[]), 'AND', 'TRUE');
      case 'or':
        return joined(partsOf(value as readonly Where[]), 'OR', 'FALSE');
      case 'not':
        return `NOT ${whereSql(value as Where, document, schema, bind)}`;
      default:
        return fieldSql(name, value as FieldValue | FieldTest, { document, schema, bind });
    }
  });
  return joined(parts, 'AND', 'TRUE');

  function partsOf(list: readonly Where[]): string[] {
    return list.map((each) => whereSql(each, document, schema, bind));
  }
}

interface Place {
  document: string;
  schema: string;
  bind: Bind;
}

function fieldSql(field: string, asked: FieldValue | FieldTest, place: Place): string {
  const test: FieldTest = typeof asked === 'object' ? asked : { eq: asked };
  const { bind } = place;
  const { has, hasAny, hasAll, exists, ...ofAValue } = test;
  const parts: string[] = [];
  // One value has to fulfil all of these.
  const one = Object.entries(ofAValue).map(([name, operand]) => valueSql(name, operand, bind));
  if (one.length > 0) parts.push(someValue(field, joined(one, 'AND', 'TRUE'), place));
  if (has !== undefined) parts.push(someValue(field, compared('=', has, bind), place));
  if (hasAny !== undefined) parts.push(someValue(field, oneOf(hasAny, bind), place));
  for (const each of hasAll ?? []) parts.push(someValue(field, compared('=', each, bind), place));
  if (exists !== undefined) parts.push(`${exists ? '' : 'NOT '}${someValue(field, 'TRUE', place)}`);
  return joined(parts, 'AND', 'TRUE');
}

function someValue(field: string, condition: string, { document, schema, bind }: Place): string {
  return `EXISTS (SELECT FROM ${schema}.fields f WHERE f.document = ${document} AND f.field = ${bind(field)}::text AND ${condition})`;
}

function valueSql(name: string, operand: unknown, bind: Bind): string {
  switch (name) {
    case 'in':
      return oneOf(operand as readonly FieldValue[], bind);
    case 'between': {
      const [from, to] = operand as readonly [FieldValue, FieldValue];
      return `(${compared('>=', from, bind)} AND ${compared('<=', to, bind)})`;
    }
    default:
      return compared(OPERATORS[name as keyof typeof OPERATORS], operand as FieldValue, bind);
  }
}

const OPERATORS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function oneOf(values: readonly FieldValue[], bind: Bind): string {
  return joined(
    values.map((value) => compared('=', value, bind)),
    'OR',
    'FALSE',
  );
}

/** Values of another type are never equal, and in no order; a column is null for them. */
function compared(operator: string, value: FieldValue, bind: Bind): string {
  if (typeof value === 'number')
    return `coalesce(f.number ${operator} ${bind(String(value))}::text::float8, FALSE)`;
  if (typeof value === 'boolean') return `coalesce(f.flag ${operator} ${String(value)}, FALSE)`;
  const text = `${bind(value)}::text`;
  // The index holds hashes, since texts may be long.
  const hashed = operator === '=' ? `md5(f.text) = md5(${text}) AND ` : '';
  return `coalesce(${hashed}f.text ${operator} ${text}, FALSE)`;
}

function joined(parts: readonly string[], by: 'AND' | 'OR', none: string): string {
  return parts.length === 0 ? none : `(${parts.join(` ${by} `)})`;
}
