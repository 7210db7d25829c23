// The parts of a tokenizer.json: objects with a `type`.

/** A part as the file has it; what else it holds depends on its type. */
export interface Part {
  type: string;
  [key: string]: unknown;
}

/** A part of the file, or undefined where it says that there is none. Throws an Error if it is no part. */
export function partOf(value: unknown, role: string): Part | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof Reflect.get(Object(value), 'type') !== 'string') throw new Error(`its ${role} has no type`);
  return value as Part;
}

/** The parts of a sequence. */
export function partsOf(value: unknown, role: string): Part[] {
  if (!Array.isArray(value)) throw new Error(`its ${role} of type Sequence has no parts`);
  return value.map((part) => partOf(part, role) ?? unknownPart(role, 'null'));
}

export function unknownPart(role: string, type: string): never {
  throw new Error(`its ${role} is of type ${type}, which is not known`);
}

/** A text that the part has under this name, or the default. */
export function stringIn(part: Part, key: string, otherwise: string): string {
  const value = part[key];
  return typeof value === 'string' ? value : otherwise;
}

/** Whether the part says so, or the default. */
export function flagIn(part: Part, key: string, otherwise: boolean): boolean {
  const value = part[key];
  return typeof value === 'boolean' ? value : otherwise;
}
