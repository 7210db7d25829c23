// A server that answers with a page and status 200 for every file that it does not have, as those of single-page sites do.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface PageServer {
  /** With a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** Serves the folder; `page` and its type are the answer for everything else. */
export async function servePages(
  folder: string,
  page: string,
  type = 'text/html; charset=utf-8',
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    readFile(join(folder, pathname)).then(
      (bytes) => response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(bytes),
      () => response.writeHead(200, { 'Content-Type': type }).end(page),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
