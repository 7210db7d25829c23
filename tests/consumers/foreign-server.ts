// Another origin that lets pages use its scripts.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import type { Served } from '../../cli/static-server.js';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves the files that are directly in these folders; of equal names, that of the first. */
export async function serveToOthers(folders: readonly string[]): Promise<Served> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '', 'http://localhost').pathname;
    void firstOf(folders.map((folder) => join(folder, name))).then((bytes) => {
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      response.writeHead(bytes ? 200 : 404, { 'Access-Control-Allow-Origin': '*', 'Content-Type': type });
      response.end(bytes);
    });
  });
  await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/`, close };
}

async function firstOf(paths: readonly string[]): Promise<Buffer | undefined> {
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}
