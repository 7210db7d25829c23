// sqlite-vec's worker: a database in the origin's private file system.

import sqlite3InitModule, { type Database, type Sqlite3 } from 'sqlite-vec-wasm';
import { K } from '../peer.js';
import type { SqliteReply, SqliteRequest } from './sqlite-vec-wasm.js';

const FILE = '/bench.db';

let database: Database | undefined;

globalThis.onmessage = async ({ data }: MessageEvent<SqliteRequest>) => {
  let reply: SqliteReply;
  try {
    reply = { result: await answer(data) };
  } catch (error) {
    reply = { reason: error instanceof Error ? error.message : String(error) };
  }
  globalThis.postMessage(reply);
};

async function answer(request: SqliteRequest): Promise<unknown> {
  if (request.kind === 'build') return await build(request);
  if (request.kind === 'open') {
    database = await openDatabase();
    return undefined;
  }
  const open = opened();
  if (request.kind === 'search') return search(open, request.vector);
  // Statements are committed when they end, so that there is nothing left to save.
  if (request.kind === 'save') {
    return open.selectValue('select page_count * page_size from pragma_page_count, pragma_page_size');
  }
  open.close();
  return undefined;
}

async function build({
  ids,
  vectors,
  dimension,
}: Extract<SqliteRequest, { kind: 'build' }>): Promise<undefined> {
  const made = await openDatabase();
  database = made;
  made.exec(`create virtual table passages using vec0(embedding float[${dimension}], +id text)`);
  made.exec('begin');
  const insert = made.prepare('insert into passages(rowid, embedding, id) values (?, ?, ?)');
  for (const [row, id] of ids.entries()) {
    insert.bind(1, row + 1).bind(2, bytesOf(vectors.slice(row * dimension, (row + 1) * dimension)));
    insert.bind(3, id).stepReset();
  }
  insert.finalize();
  made.exec('commit');
  return undefined;
}

function search(open: Database, vector: Float32Array): string[] {
  return open.selectValues(
    `select id from passages where embedding match ? and k = ${K} order by distance`,
    bytesOf(vector),
  ) as string[];
}

async function openDatabase(): Promise<Database> {
  const sqlite3: Sqlite3 = await sqlite3InitModule();
  const pool = await sqlite3.installOpfsSAHPoolVfs({});
  return new pool.OpfsSAHPoolDb(FILE);
}

function opened(): Database {
  if (database === undefined) throw new Error('no database is open');
  return database;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
