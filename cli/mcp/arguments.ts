// What a client passes to a tool, checked.

import type { JsonObject, JsonValue } from '../../web/index.js';

export class ToolArguments {
  constructor(readonly given: Readonly<Record<string, unknown>>) {}

  /** Errors: an Error if it is no text, or empty. */
  text(name: string): string {
    const value = this.given[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw new Error(`"${name}" must be a text`);
  }

  /** Errors: an Error if it is no text. */
  textOr(name: string, usual: string): string {
    const value = this.given[name] ?? usual;
    if (typeof value === 'string') return value;
    throw new Error(`"${name}" must be a text`);
  }

  /** Errors: an Error if it is no whole number in that range. */
  numberOr(name: string, usual: number, [least, most]: readonly [number, number]): number {
    const value = this.given[name] ?? usual;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`"${name}" must be a whole number from ${least} to ${most}`);
  }

  /** Errors: an Error if it is something else than an object. */
  object(name: string): Record<string, JsonValue> | undefined {
    const value = this.given[name];
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    throw new Error(`"${name}" must be an object`);
  }
}
