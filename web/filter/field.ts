// Fields of documents: their names, and their values.

import type { JsonObject, JsonValue } from '../base/json.js';
import type { FieldValue } from './where.js';

/** What a document has besides its text. */
export interface Fielded {
  id: string;
  title?: string;
  url?: string;
  metadata?: object;
}

/** Names of fields besides the metadata begin with it. */
const MARK = '$';

export function isValue(value: unknown): value is FieldValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Whether it can be the name of a field. */
export function isFieldName(name: unknown): name is string {
  return typeof name === 'string' && (!name.startsWith(MARK) || ['$id', '$title', '$url'].includes(name));
}

/** Whether a field is not of the metadata. */
export function isDocumentField(field: string): boolean {
  return field.startsWith(MARK);
}

/** The values of a document's field, each once. Time in proportion to the metadata at most. */
export function valuesOf(document: Fielded, field: string): FieldValue[] {
  switch (field) {
    case '$id':
      return [document.id];
    case '$title':
      return document.title === undefined ? [] : [document.title];
    case '$url':
      return document.url === undefined ? [] : [document.url];
    default: {
      const values = new Set<FieldValue>();
      collect((document.metadata ?? {}) as JsonObject, field, values);
      return [...values];
    }
  }
}

/** All paths of metadata that have values. */
export function pathsOf(metadata: object): Set<string> {
  const paths = new Set<string>();
  const visit = (object: JsonObject, before: string) => {
    for (const [key, value] of Object.entries(object)) {
      if (isObject(value)) visit(value, `${before}${key}.`);
      else if (valuesIn(value).length > 0) paths.add(before + key);
    }
  };
  visit(metadata as JsonObject, '');
  return paths;
}

/** Keys may hold dots themselves: all ways of reading the path count. */
function collect(object: JsonObject, path: string, into: Set<FieldValue>): void {
  if (Object.hasOwn(object, path)) for (const value of valuesIn(object[path])) into.add(value);
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    const inner = Object.hasOwn(object, key) ? object[key] : undefined;
    if (isObject(inner)) collect(inner, path.slice(dot + 1), into);
  }
}

function valuesIn(value: JsonValue | undefined): FieldValue[] {
  if (Array.isArray(value)) return value.filter(isValue);
  return isValue(value) ? [value] : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TYPES = ['boolean', 'number', 'string'];

/** The order of values: false, true, numbers, strings by code units. */
export function compareValues(left: FieldValue, right: FieldValue): number {
  if (typeof left !== typeof right) return TYPES.indexOf(typeof left) - TYPES.indexOf(typeof right);
  return left < right ? -1 : left > right ? 1 : 0;
}
