// Checks an option, and gives the number that the core knows it by.

import { LeannError } from '../base/error.js';

/** The most that the core's whole numbers can be. */
export const NO_LIMIT = 0xffffffff;

export function choice<T extends string | number>(name: string, value: T, from: readonly T[]): number {
  const position = from.indexOf(value);
  if (position >= 0) return position;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use ${name} "${value}": it must be one of ${from.join(', ')}`,
  );
}

/** 0, which leaves the choice to the core, or 1 and so on. */
export function choiceOrAuto<T extends string | number>(
  name: string,
  value: T | undefined,
  from: readonly T[],
): number {
  return value === undefined ? 0 : choice(name, value, from) + 1;
}

export function integer(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= NO_LIMIT) return value;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use ${name} ${value}: it must be an integer from 0`,
  );
}

export function fraction(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: it must be 0 to 1`);
}
