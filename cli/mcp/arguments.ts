// What a client passes to a tool, checked.

import type { JsonObject, JsonValue } from '../../web/index.js';

export class ToolArguments {
  constructor(readonly given: Readonly<Record<string, unknown>>) {}

  /** Errors: an Error if it is no text, or empty. */
  text(name: string): string {
    const value = this.given[name];
    if (value === undefined) throw new Error(`"${name}" is missing`);
    if (typeof value !== 'string') throw new Error(`"${name}" must be a text, not ${JSON.stringify(value)}`);
    if (value.trim() === '') throw new Error(`"${name}" must not be empty`);
    return value;
  }

  /** Errors: an Error if it is no text. */
  textOr(name: string, usual: string): string {
    const value = this.given[name] ?? usual;
    if (typeof value === 'string') return value;
    throw new Error(`"${name}" must be a text, not ${JSON.stringify(value)}`);
  }

  /** Errors: an Error if it is no whole number in that range. */
  numberOr(name: string, usual: number, [least, most]: readonly [number, number]): number {
    const value = this.given[name] ?? usual;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    throw new Error(`"${name}" must be a whole number ${range}, not ${JSON.stringify(value)}`);
  }

  /** Also one that was written as JSON, as some assistants do. Errors: an Error if it is something else than an object. */
  object(name: string): Record<string, JsonValue> | undefined {
    const given = this.given[name];
    if (given === undefined) return undefined;
    const value = typeof given === 'string' ? parsed(given) : given;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    throw new Error(`"${name}" must be an object, not ${JSON.stringify(given)}`);
  }
}

/** Undefined where it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
