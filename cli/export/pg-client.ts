// A connection to PostgreSQL by the package `pg`.

import { messageOf } from '../../web/base/error.js';
import type { PostgresClient } from '../../web/postgres/postgres-client.js';
import { optionalPackage } from '../optional-package.js';

export interface PgConnection extends PostgresClient, AsyncDisposable {}

/** The part of `pg` that is used here: it need not be installed, nor its types. */
interface Pg {
  default: {
    Client: new (options: {
      connectionString: string;
    }) => PostgresClient & {
      connect(): Promise<void>;
      end(): Promise<void>;
      on(event: 'error', listener: (error: Error) => void): unknown;
    };
  };
}

export function isPostgres(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place);
}

/** Errors: an Error if there is no such database, or the package is missing. */
export async function connect(url: string): Promise<PgConnection> {
  const name: string = 'pg';
  const { default: pg } = await optionalPackage<Pg>(() => import(name), 'pg');
  const client = new pg.Client({ connectionString: url });
  // The query that waits is told as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    // Its URL may hold a password.
    throw new Error(`cannot connect to PostgreSQL: ${messageOf(cause)}`, { cause });
  }
  return {
    query: (text, values) => client.query(text, values),
    [Symbol.asyncDispose]: async () => await client.end().catch(() => undefined),
  };
}
