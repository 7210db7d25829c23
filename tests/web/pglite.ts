// PostgreSQL with pgvector in this process, for tests: as a client, and served to others.

import { createHash } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../tools/paths.js';
import type { PostgresClient } from '../../web/postgres/postgres-client.js';

const PACKAGES = join(ROOT, 'tests/postgres/node_modules');

export interface Database extends PostgresClient {
  close(): Promise<void>;
}

interface Served {
  url: string;
  stop(): Promise<void>;
}

interface SocketServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  getServerConn(): string;
}

/** An empty database in memory. */
export async function openDatabase(): Promise<Database> {
  const { PGlite } = await load<{ PGlite: { create(options: object): Promise<Database> } }>(
    'pglite/dist/index.js',
  );
  const { vector } = await load<{ vector: object }>('pglite-pgvector/dist/index.js');
  return await PGlite.create({ extensions: { vector } });
}

/** For other processes, by the protocol of PostgreSQL. */
export async function serveDatabase(db: Database): Promise<Served> {
  const { PGLiteSocketServer } = await load<{ PGLiteSocketServer: new (options: object) => SocketServer }>(
    'pglite-socket/dist/index.js',
  );
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 8 });
  await server.start();
  return { url: `postgres://postgres@${server.getServerConn()}/postgres`, stop: () => server.stop() };
}

/**
 * Another address of a served database, which lets all through until a client sends `text` for the `nth` time: that never arrives,
 * and `onCut` is called.
 */
export async function cutDatabase(
  url: string,
  text: string,
  nth: number,
  onCut: () => void,
): Promise<Served> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let seen = 0;
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    for (const socket of [client, database]) sockets.add(socket.on('error', () => undefined));
    database.pipe(client);
    client.on('close', () => database.destroy());
    // What a message may have begun with before.
    let tail = '';
    client.on('data', (data) => {
      const read = tail + data.toString('latin1');
      seen += read.split(text).length - 1;
      tail = read.slice(-(text.length - 1));
      if (seen < nth) database.write(data);
      else onCut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = new URL(url);
  address.port = `${(server.address() as AddressInfo).port}`;
  return {
    url: address.href,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A hash of all rows of each table of an index. */
export async function rowsOf(db: PostgresClient, schema: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of ['facts', 'documents', 'passages', 'fields', 'terms']) {
    const { rows } = await db.query(`SELECT t::text AS row FROM "${schema}".${table} t ORDER BY 1`);
    hashes[table] = `${rows.length} rows, ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
  }
  return hashes;
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(PACKAGES, '@electric-sql', path)).href)) as Module;
}
