// A small server of static files, for the demo and for tests in a browser.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface ServeOptions {
  /** Folders by the path they appear under: `{ '/': 'site', '/models/': 'build/models' }`. The longest path wins. */
  roots: Readonly<Record<string, string>>;
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`: this machine only. */
  host?: string;
  /** Sends the headers that let a page use threads (COOP and COEP). Default false. */
  isolated?: boolean;
}

export interface Served {
  /** Without a slash at the end: `http://127.0.0.1:41234`. */
  url: string;
  /** Stops the server and cuts what is still connected. */
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.onnx': 'application/octet-stream',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Starts serving; a path that ends in a slash is its index.html. Rejects when the port is taken. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { roots, port = 0, host = '127.0.0.1', isolated = false } = options;
  const headers = isolated ? isolation : {};
  const server = createServer((request, response) => {
    answer(request, response, roots, headers).catch(() => response.destroy());
  });
  await new Promise<void>((started, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => started());
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  roots: ServeOptions['roots'],
  headers: Record<string, string>,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const path = requestedPath(request.url ?? '/');
  if (path === undefined) return refuse(response, 400);
  const file = await findFile(roots, path);
  if (file === undefined) return refuse(response, 404);
  response.writeHead(200, {
    ...headers,
    'Content-Type': types[extname(file.path).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': file.size,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path), response);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${status}\n`);
}

/** The path asked for, decoded; undefined when it is no path. */
function requestedPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/, ''));
    return path.startsWith('/') && !path.includes('\0') ? path : undefined;
  } catch {
    return undefined;
  }
}

async function findFile(
  roots: ServeOptions['roots'],
  path: string,
): Promise<{ path: string; size: number } | undefined> {
  const place = placeUnder(roots, path);
  if (place === undefined) return undefined;
  try {
    // Links are followed before the check: neither `..` nor a link leads out of the folder.
    const [found, folder] = await Promise.all([realpath(place.file), realpath(place.root)]);
    if (!found.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
    const info = await stat(found);
    return info.isFile() ? { path: found, size: info.size } : undefined;
  } catch {
    return undefined;
  }
}

function placeUnder(roots: ServeOptions['roots'], path: string): { root: string; file: string } | undefined {
  const mounts = Object.entries(roots).map(([prefix, root]) => ({
    prefix: prefix.replace(/\/*$/, '/'),
    root,
  }));
  const longestFirst = mounts.sort((a, b) => b.prefix.length - a.prefix.length);
  const mount = longestFirst.find(({ prefix }) => path.startsWith(prefix));
  if (mount === undefined) return undefined;
  const rest = path.slice(mount.prefix.length);
  const root = resolve(mount.root);
  return { root, file: join(root, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest) };
}
