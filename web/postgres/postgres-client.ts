// A connection to PostgreSQL, as far as it is used here.

import { LeannError, messageOf } from '../base/error.js';

/** A client or pool of `pg`, or a PGlite: whatever answers a query with rows. */
export interface PostgresClient {
  /** One statement, with `$1`, `$2`, … for the values. */
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Where the tables of an index are, unless that is said. */
export const SCHEMA = 'leann';

const NAME = /^[a-z_][a-z0-9_]{0,49}$/;

/** A schema's name, quoted. Errors: `invalid-argument` unless it is of up to 50 of a-z, 0-9 and _, and begins with no digit. */
export function quotedSchema(name: string): string {
  if (NAME.test(name)) return `"${name}"`;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use the schema "${name}": it has to be of 1 to 50 of the characters a-z, 0-9 and _, and to begin with no digit`,
  );
}

/** Asks, and says what was tried if that fails. Errors: `storage-failed`. */
export async function ask<Row>(
  client: PostgresClient,
  action: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  try {
    return (await client.query(text, values)).rows as Row[];
  } catch (cause) {
    throw new LeannError('storage-failed', `leann: cannot ${action}: ${messageOf(cause)}`, { cause });
  }
}

/** A vector as pgvector reads it. */
export function vectorText(vector: ArrayLike<number>): string {
  return `[${Array.from(vector).join(',')}]`;
}
