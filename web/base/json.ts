// JSON values that a caller gives or a file holds: checked, and copied.

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Levels of arrays and objects: deeper values, such as those that hold themselves, are refused. */
export const MOST_LEVELS = 32;

/**
 * Whether it is an object of JSON values, at most {@link MOST_LEVELS} deep: strings, finite numbers, booleans, null, and
 * arrays and plain objects of these. A property that is undefined counts as none.
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return isPlainObject(value) && isJson(value, MOST_LEVELS);
}

/** A copy without properties that are undefined. Shares nothing with the value. */
export function copiedJson<Value extends JsonValue>(value: Value): Value {
  return copied(value) as Value;
}

function isJson(value: unknown, levels: number): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (levels === 0) return false;
  // Holes of an array count as undefined, which is refused.
  if (Array.isArray(value)) return Array.from(value).every((item) => isJson(item, levels - 1));
  if (!isPlainObject(value)) return false;
  return Object.values(value).every((item) => item === undefined || isJson(item, levels - 1));
}

/** Dates, maps and other objects of classes are not; objects of other windows are. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function copied(value: JsonValue): JsonValue {
  // Minus zero would be lost in a file.
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // Unlike an assignment, this makes a property even of the name `__proto__`.
  return Object.fromEntries(entries.map(([name, item]) => [name, copied(item)]));
}
