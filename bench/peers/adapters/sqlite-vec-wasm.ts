// sqlite-vec in SQLite's WebAssembly build: exact search over a virtual table. A database is kept in the origin's private
// file system, which works in a worker only; this is the page's side.

import type { Host, Peer, PeerIndex } from '../peer.js';

/** What the worker is asked, one thing at a time. */
export type SqliteRequest =
  | { kind: 'build'; ids: string[]; vectors: Float32Array; dimension: number }
  | { kind: 'open' }
  | { kind: 'save' }
  | { kind: 'search'; vector: Float32Array }
  | { kind: 'close' };

/** `result`: the ids of a search; the bytes of a save. */
export type SqliteReply = { result: unknown } | { reason: string };

export const peer: Peer = {
  build: async (host, { ids, vectors, dimension }) => {
    const flat = new Float32Array(ids.length * dimension);
    for (const [row, vector] of vectors.entries()) flat.set(vector, row * dimension);
    return await start(host, { kind: 'build', ids, vectors: flat, dimension });
  },
  open: (host) => start(host, { kind: 'open' }),
};

async function start(_host: Host, first: SqliteRequest): Promise<PeerIndex> {
  const worker = new Worker(new URL('./sqlite-worker.js', document.baseURI), { type: 'module' });
  const ask = <Result>(request: SqliteRequest): Promise<Result> =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<SqliteReply>) => {
        if ('reason' in data) reject(new Error(data.reason));
        else resolve(data.result as Result);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(request);
    });
  await ask(first);
  return {
    save: () => ask<number>({ kind: 'save' }),
    search: async ({ vector }) => ({ ids: await ask<string[]>({ kind: 'search', vector }) }),
    close: async () => {
      await ask({ kind: 'close' });
      worker.terminate();
    },
  };
}
