// Fields of a record that came from outside: each is of the type that it is read as, or refused.

export type Fields = Record<string, unknown>;

/** Reads a field as what `is` lets through. */
export type ReadField = <T>(name: string, is: (value: unknown) => value is T) => T;

/**
 * Reads fields of `value`. `refuse` makes the error for one that is missing or of another type, from its name; `name` is
 * that of the record itself. Errors, as of the result: what `refuse` makes.
 */
export function fieldsOf(value: unknown, name: string, refuse: (name: string) => Error): ReadField {
  if (!isFields(value)) throw refuse(name);
  return (field, is) => {
    const found = value[field];
    if (is(found)) return found;
    throw refuse(field);
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** An integer from 0. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** 0 to 1. */
export function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}

/** Null stands for a row without one. */
export function isTextsOrNulls(value: unknown): value is (string | null)[] {
  return Array.isArray(value) && value.every((item) => item === null || isText(item));
}

/** Lets through what `is` does, and a field that is left out. */
export function isOptional<T>(
  is: (value: unknown) => value is T,
): (value: unknown) => value is T | undefined {
  return (value) => value === undefined || is(value);
}

/** Options of a build, by name. */
export function isValues(value: unknown): value is Record<string, string | number | boolean> {
  return (
    isFields(value) &&
    Object.values(value).every((item) => ['string', 'number', 'boolean'].includes(typeof item))
  );
}
