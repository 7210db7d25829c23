// Checks options before the core sees them. Options that are not given are not handed on: their defaults stand in
// SearchParams (src/search/search.h) and BuildParams (src/index/build_params.h).

import { LeannError } from '../base/error.js';

/** The most that the core's whole numbers can be. */
export const MOST = 0xffffffff;

/** Throws `invalid-argument` for a value that an option cannot have. */
export type Check = (name: string, value: unknown) => void;

/** The options that are given, each checked. */
export function given<Options extends object>(
  options: Options,
  checks: { [Name in keyof Options]-?: Check },
): Options {
  const all: Partial<Options> = {};
  for (const name of Object.keys(checks) as (keyof Options & string)[]) {
    const value = options[name];
    if (value === undefined) continue;
    checks[name](name, value);
    all[name] = value;
  }
  return all as Options;
}

export function oneOf<T extends string | number>(...choices: T[]): Check {
  return (name, value) => {
    if (!choices.includes(value as T)) throw invalid(name, `"${value}"`, `one of ${choices.join(', ')}`);
  };
}

export const integer: Check = (name, value) => {
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > MOST)
    throw invalid(name, value, 'an integer from 0');
};

export const fraction: Check = (name, value) => {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw invalid(name, value, '0 to 1');
};

function invalid(name: string, value: unknown, allowed: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: it must be ${allowed}`);
}
