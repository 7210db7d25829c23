// A small server of static files, for `leann-web serve`, the demo and tests in a browser.

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { acceptedEncoding, CompressedFiles, compresses, type FileVersion } from './compression.js';

export interface ServeOptions {
  /** Folders by the path they appear under: `{ '/': 'site', '/models/': 'build/models' }`. The longest path wins. */
  roots: Readonly<Record<string, string>>;
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`: this machine only. */
  host?: string;
  /** Sends the headers that let a page use threads (COOP and COEP). Default false. */
  isolated?: boolean;
  /** Compresses what gains by it. Default false: lengths are then those of the files. */
  compress?: boolean;
}

/** How long a connection may be idle. */
const KEEP_ALIVE_MS = 60_000;

/** What is the same for all requests. */
interface Site {
  roots: ServeOptions['roots'];
  headers: Readonly<Record<string, string>>;
  /** Undefined where nothing is to be compressed. */
  compressed: CompressedFiles | undefined;
}

/** What a path leads to. */
type Target = { file: FileVersion } | 'folder' | undefined;

export interface Served {
  /** Without a slash at the end: `http://127.0.0.1:41234`. */
  url: string;
  /** Stops the server and cuts what is still connected. */
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.markdown': 'text/markdown; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.onnx': 'application/octet-stream',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Starts serving. A path that ends in a slash is its index.html; one of a folder without the slash leads there. Rejects with
 * the error of the system, such as `EADDRINUSE` when the port is taken.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { roots, port = 0, host = '127.0.0.1', isolated = false, compress = false } = options;
  const site: Site = {
    roots,
    headers: isolated ? isolation : {},
    compressed: compress ? new CompressedFiles() : undefined,
  };
  const server = createServer((request, response) => {
    answer(request, response, site).catch(() => response.destroy());
  });
  // Clients hang up first: a request that meets a server that is hanging up is lost.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
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

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const path = requestedPath(request.url ?? '/');
  if (path === undefined) return refuse(response, 400);
  const target = await find(site.roots, path);
  if (target === undefined) refuse(response, 404);
  else if (target === 'folder') redirect(response, withSlash(request.url ?? '/'));
  else await send(request, response, target.file, site);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: FileVersion,
  { headers, compressed }: Site,
): Promise<void> {
  const type = types[extname(file.path).toLowerCase()] ?? 'application/octet-stream';
  const varies = compressed !== undefined && compresses(type, file.size);
  const encoding = varies ? acceptedEncoding(request.headers['accept-encoding']) : undefined;
  // Caches ask again each time, and are told in a few bytes that nothing has changed.
  const tag = `"${file.version}${encoding === undefined ? '' : `-${encoding}`}"`;
  const usual = {
    ...headers,
    'Cache-Control': 'no-cache',
    ETag: tag,
    ...(varies && { Vary: 'Accept-Encoding' }),
  };
  if (knows(request.headers['if-none-match'], tag)) return void response.writeHead(304, usual).end();
  const bytes = encoding && (await compressed?.get(file, encoding));
  response.writeHead(200, {
    ...usual,
    'Content-Type': type,
    'Content-Length': bytes?.length ?? file.size,
    ...(encoding && { 'Content-Encoding': encoding }),
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method === 'HEAD') response.end();
  else if (bytes !== undefined) response.end(bytes);
  else await pipeline(createReadStream(file.path), response);
}

/** Whether the tag is among those of an If-None-Match. */
function knows(header: string | undefined, tag: string): boolean {
  const known = (header ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*');
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(301, { Location: location, 'Cache-Control': 'no-cache' }).end();
}

/**
 * Where a folder is, from its URL without the slash at the end. Relative: a path that begins with two slashes would be read
 * as the name of another server.
 */
function withSlash(url: string): string {
  const [, path = '', query = ''] = /^([^?#]*)(.*)$/.exec(url) ?? [];
  return `./${path.slice(path.lastIndexOf('/') + 1)}/${query}`;
}

function refuse(response: ServerResponse, status: number): void {
  const allow = status === 405 ? { Allow: 'GET, HEAD' } : {};
  response.writeHead(status, { ...allow, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${status}\n`);
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

async function find(roots: ServeOptions['roots'], path: string): Promise<Target> {
  if (!path.endsWith('/') && Object.keys(roots).some((prefix) => withoutSlash(prefix) === path))
    return 'folder';
  const place = placeUnder(roots, path);
  if (place === undefined) return undefined;
  try {
    // Links are followed before the check: neither `..` nor a link leads out of the folder.
    const [found, folder] = await Promise.all([realpath(place.file), realpath(place.root)]);
    if (!found.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
    const info = await stat(found, { bigint: true });
    if (info.isDirectory()) return path.endsWith('/') ? undefined : 'folder';
    if (!info.isFile()) return undefined;
    const version = [info.ino, info.size, info.mtimeNs].map((part) => part.toString(36)).join('-');
    return { file: { path: found, size: Number(info.size), version } };
  } catch {
    return undefined;
  }
}

function placeUnder(roots: ServeOptions['roots'], path: string): { root: string; file: string } | undefined {
  const mounts = Object.entries(roots).map(([prefix, root]) => ({
    prefix: `${withoutSlash(prefix)}/`,
    root,
  }));
  const longestFirst = mounts.sort((a, b) => b.prefix.length - a.prefix.length);
  const mount = longestFirst.find(({ prefix }) => path.startsWith(prefix));
  if (mount === undefined) return undefined;
  const rest = path.slice(mount.prefix.length);
  const root = resolve(mount.root);
  return { root, file: join(root, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest) };
}

function withoutSlash(path: string): string {
  return path.replace(/\/*$/, '');
}
