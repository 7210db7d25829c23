// A server of plain files behind a slow line: all answers share so many bytes a second, and each is held back at first. In the
// server, since the browser's own throttling leaves out what workers fetch.

import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Line {
  /** Bytes a second; undefined for as fast as it goes. */
  rate?: number;
  /** Milliseconds before the first byte of an answer. */
  latency: number;
}

export interface SlowServer {
  url: string;
  /** Bytes that were sent, by path, since the last call. */
  take(): Map<string, number>;
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
/** Milliseconds between two rounds, and bytes of a piece. */
const ROUND = 10;
const PIECE = 1460;

interface Sending {
  response: ServerResponse;
  bytes: Buffer;
  at: number;
}

export async function slowServer(folder: string, { rate, latency }: Line): Promise<SlowServer> {
  let sent = new Map<string, number>();
  const queue: Sending[] = [];
  let room = 0;
  const timer = setInterval(() => {
    if (rate === undefined) return;
    room = Math.min(room + (rate * ROUND) / 1000, rate / 10);
    for (let next = queue.shift(); next !== undefined; next = room > 0 ? queue.shift() : undefined) {
      const piece = next.bytes.subarray(next.at, next.at + PIECE);
      next.response.write(piece);
      next.at += piece.length;
      room -= piece.length;
      if (next.at < next.bytes.length) queue.push(next);
      else next.response.end();
    }
  }, ROUND);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    const type = TYPES[extname(path)];
    const body = bytes !== undefined && type !== undefined ? gzipSync(bytes) : bytes;
    sent.set(path, (sent.get(path) ?? 0) + (body?.length ?? 0));
    setTimeout(() => {
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': type ?? 'application/octet-stream',
        // As usual hosts of static files say.
        'cache-control': 'max-age=600',
        ...(body !== undefined && { 'content-length': body.length }),
        ...(type !== undefined && { 'content-encoding': 'gzip' }),
      });
      if (body === undefined || rate === undefined || body.length === 0) response.end(body);
      else queue.push({ response, bytes: body, at: 0 });
    }, latency);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    take: () => {
      const taken = sent;
      sent = new Map();
      return taken;
    },
    close: () => {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}
