// Fields of a file that somebody asked for by name, as metadata.

import { type JsonObject, type JsonValue, MOST_LEVELS } from '../base/json.js';

/** Those of `names` that say anything; undefined if none does. Texts are in one line, and what is empty is left out of lists and objects. */
export function fileFields(
  names: readonly string[],
  read: (name: string) => unknown,
): JsonObject | undefined {
  return named(names.map((name) => [name, keptValue(read(name), MOST_LEVELS - 1)]));
}

/** `levels`: of lists and objects that may still be in it; deeper ones, which an index refuses, are left out. */
function keptValue(value: unknown, levels: number): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.replace(/\s+/g, ' ').trim() || undefined;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'object':
      return value === null || levels === 0 ? undefined : compoundOf(value, levels - 1);
    default:
      return undefined;
  }
}

function compoundOf(value: object, levels: number): JsonValue | undefined {
  if (value instanceof Date) return value.toISOString();
  if (!Array.isArray(value))
    return named(Object.entries(value).map(([name, inner]) => [name, keptValue(inner, levels)]));
  const items = value.flatMap((item) => keptValue(item, levels) ?? []);
  return items.length === 0 ? undefined : items;
}

/** Undefined if nothing is left. */
function named(entries: readonly (readonly [string, JsonValue | undefined])[]): JsonObject | undefined {
  const kept = entries.filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as JsonObject);
}
