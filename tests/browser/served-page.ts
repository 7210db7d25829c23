// A page that holds one bundled module, served as strictly as a real site would.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LaunchOptions } from 'playwright-core';

export const CHROMIUM: LaunchOptions = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../../..');

/** Folders of the project by the path they are served under. */
const FOLDERS: Record<string, string> = {
  '/models/': join(ROOT, 'build/models'),
  '/ort/': join(ROOT, 'node_modules/onnxruntime-web/dist'),
  '/': join(ROOT, 'dist/web/core'),
};

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface ServedPage {
  url: string;
  close(): Promise<void>;
}

/** Serves a page where the exports of the compiled module `name` of this folder are the global `globalName`. */
export async function servePage(name: string, globalName: string): Promise<ServedPage> {
  const bundled = await build({
    stdin: {
      contents: `import * as page from './${name}.js'; globalThis.${globalName} = page;`,
      resolveDir: HERE,
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const script = bundled.outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => void answer(request, response, script));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `/` is the page, without an origin of its own when asked for as `/?sandbox`. */
async function answer(request: IncomingMessage, response: ServerResponse, script: string): Promise<void> {
  const origin = `http://${request.headers.host}`;
  const { pathname, search } = new URL(request.url ?? '/', origin);
  const sandbox = search === '?sandbox' ? '; sandbox allow-scripts' : '';
  const policy = `default-src 'none'; connect-src ${origin}; script-src ${origin} 'wasm-unsafe-eval'${sandbox}`;
  response.setHeader('content-security-policy', policy);
  // A module script of a page without an origin is a request across origins.
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/html');
  if (pathname === '/') response.end('<!doctype html><script type="module" src="/page.js"></script>');
  else if (pathname === '/page.js') response.end(script);
  else await sendFile(pathname, response);
}

async function sendFile(pathname: string, response: ServerResponse): Promise<void> {
  const prefix = Object.keys(FOLDERS).find((path) => pathname.startsWith(path)) ?? '/';
  try {
    response.end(await readFile(join(FOLDERS[prefix] ?? HERE, normalize(pathname.slice(prefix.length - 1)))));
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
