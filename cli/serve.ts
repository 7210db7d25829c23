// leann-web serve

import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostedManifest } from '../web/hosted/manifest.js';
import { MANIFEST } from '../web/hosted/publication.js';
import type { Command } from './command-line.js';
import { openPublished } from './published.js';
import { type Served, type ServeOptions, serve as serveFiles } from './static-server.js';
import { ELEMENT, tryPage } from './try-page.js';

export type ServeCommand = Extract<Command, { name: 'serve' }>;

type Roots = ServeOptions['roots'];

const PORT = 8080;
/** Ports that are tried where none was asked for. */
const TRIED = 100;

/** Where documents appear. Links lead to paths below it, since the published folder appears in it. */
const DOCUMENTS = 'documents/';
/** In a folder that `build` reads no documents from, whose paths are then free. */
const AMONG_DOCUMENTS = `${DOCUMENTS}.search/`;
const ALONE = 'search/';

/**
 * Serves a published folder and a page that searches it, or a site as it is, until the signal. `print` is told where.
 */
export async function serve(
  command: ServeCommand,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { index, documents } = command;
  if (await isSite(index)) {
    if (documents !== undefined) {
      throw new Error(`cannot serve ${index} with --documents: it has a page of its own, with its own links`);
    }
    return await serveUntil(command, { roots: { '/': index } }, print, signal);
  }
  const { manifest } = await openPublished(index);
  checkPublished(index, manifest);
  if (documents !== undefined && !(await stat(documents).catch(() => undefined))?.isDirectory()) {
    throw new Error(`cannot serve ${documents}: there is no such folder`);
  }
  const page = await mkdtemp(join(tmpdir(), 'leann-web-'));
  try {
    const folder = documents === undefined ? ALONE : AMONG_DOCUMENTS;
    const linked = documents !== undefined;
    await writeFile(join(page, 'index.html'), tryPage({ manifest, folder, linked }));
    const roots = { '/': page, [`/${folder}`]: index };
    const all = documents === undefined ? roots : { ...roots, [`/${DOCUMENTS}`]: documents };
    await serveUntil(command, { roots: all, folder }, print, signal);
  } finally {
    await rm(page, { recursive: true, force: true });
  }
}

/** Whether it has a page of its own, and is not a published folder. */
async function isSite(folder: string): Promise<boolean> {
  const has = async (name: string) => (await stat(join(folder, name)).catch(() => undefined)) !== undefined;
  return (await has('index.html')) && !(await has(MANIFEST));
}

/** Errors: an Error where a page could not search it. */
function checkPublished(folder: string, { runtime, model, files }: HostedManifest): void {
  if (runtime === undefined || model === undefined) {
    throw new Error(
      `cannot serve ${folder}: it was built with --index-only, so there is nothing that a page could run`,
    );
  }
  if (!files.some(({ path }) => path === ELEMENT)) {
    throw new Error(`cannot serve ${folder}: it holds no ${ELEMENT}; build it again`);
  }
}

async function serveUntil(
  { host, port, isolated }: ServeCommand,
  { roots, folder }: { roots: Roots; folder?: string },
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = { roots, host, isolated, compress: true };
  const served = port === undefined ? await serveAtFree(options) : await serveAt({ ...options, port });
  try {
    const actual = new URL(served.url).port;
    const moved = port === undefined && Number(actual) !== PORT ? `port ${PORT} is taken; ` : '';
    const index = folder === undefined ? '' : `\nThe index is at ${openable(host, served.url)}${folder}`;
    print(`${places(host, served.url, `${moved}Ctrl-C ends`)}${index}`);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await served.close();
  }
}

/** At the usual port, or the next one that is free. */
async function serveAtFree(options: ServeOptions): Promise<Served> {
  for (let port = PORT; port < PORT + TRIED; port++) {
    try {
      return await serveFiles({ ...options, port });
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw refused(options.host, port, error);
    }
  }
  throw new Error(
    `cannot serve at ports ${PORT} to ${PORT + TRIED - 1}: all are taken; name one with --port`,
  );
}

async function serveAt(options: ServeOptions & { port: number }): Promise<Served> {
  try {
    return await serveFiles(options);
  } catch (error) {
    throw refused(options.host, options.port, error);
  }
}

/** What the system's error means to whoever typed the command. */
function refused(host: string | undefined, port: number, cause: unknown): Error {
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return new Error(`cannot serve at port ${port}: it is taken; leave out --port for one that is free`, {
        cause,
      });
    case 'EACCES':
      return new Error(`cannot serve at port ${port}: the system does not allow it; try one above 1023`, {
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Error(`cannot serve at ${host}: it is no address of this machine`, { cause });
    default:
      return new Error(`cannot serve at port ${port}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Where to open it, and who else can. */
function places(host: string, url: string, note: string): string {
  const first = `${openable(host, url)}   (${note})`;
  if (isHere(host)) return first;
  const others = isEverywhere(host) ? outerAddresses().map((name) => at(name, url)) : [];
  const where = others.length === 0 ? '' : `, at ${others.join(' and ')}`;
  return `${first}\nOthers in the network can reach it too${where}.`;
}

/** Browsers refuse the address that stands for all. */
function openable(host: string, url: string): string {
  return isEverywhere(host) ? at('127.0.0.1', url) : `${url}/`;
}

function at(name: string, url: string): string {
  const { protocol, port } = new URL(url);
  return `${protocol}//${name}:${port}/`;
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function isHere(host: string): boolean {
  return /^(127\.[\d.]+|::1|localhost)$/.test(host);
}

/** This machine's own, as others know it. */
function outerAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
}
