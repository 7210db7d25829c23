// The static file server: what it serves, with which headers, and what it must never serve.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Served, serve } from '../../cli/static-server.js';

let folder = '';
let served: Served;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
  await mkdir(join(folder, 'site', 'inner'), { recursive: true });
  await mkdir(join(folder, 'site-secret'));
  await mkdir(join(folder, 'models'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'site-secret', 'secret.txt'), 'secret');
  await writeFile(join(folder, 'site', 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'site', 'inner', 'index.html'), 'inner');
  await writeFile(join(folder, 'site', 'core.wasm'), 'wasm');
  await writeFile(join(folder, 'site', 'runtime.mjs'), 'mjs');
  await writeFile(join(folder, 'site', 'a b.txt'), 'spaced');
  await writeFile(join(folder, 'models', 'model.onnx'), 'onnx');
  await symlink(join(folder, 'secret.txt'), join(folder, 'site', 'link.txt'));
  served = await serve({ roots: { '/': join(folder, 'site'), '/models': join(folder, 'models') } });
});

after(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

test('a file comes with its type and length', async () => {
  const expected = {
    '/': 'text/html; charset=utf-8',
    '/inner/': 'text/html; charset=utf-8',
    '/index.html?version=1': 'text/html; charset=utf-8',
    '/core.wasm': 'application/wasm',
    '/runtime.mjs': 'text/javascript; charset=utf-8',
    '/a%20b.txt': 'text/plain; charset=utf-8',
    '/models/model.onnx': 'application/octet-stream',
  };
  for (const [path, type] of Object.entries(expected)) {
    const response = await fetch(served.url + path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('content-type'), type, path);
    const body = await response.arrayBuffer();
    assert.equal(response.headers.get('content-length'), String(body.byteLength), path);
  }
});

test('HEAD sends no body, and other methods are refused', async () => {
  const head = await fetch(`${served.url}/core.wasm`, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), '4');
  assert.equal(await head.text(), '');
  assert.equal((await fetch(`${served.url}/core.wasm`, { method: 'POST' })).status, 405);
});

test('nothing outside the folders is served', async () => {
  const paths = [
    '/../secret.txt',
    '/inner/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/../site-secret/secret.txt',
    '/link.txt',
    '//etc/passwd',
    '/models/../secret.txt',
    '/inner',
    '/absent.txt',
  ];
  for (const path of paths) assert.equal(await rawStatus(path), 404, path);
  for (const path of ['/%', '/%00', 'http:']) assert.equal(await rawStatus(path), 400, path);
});

test('the headers for threads are sent when asked for', async () => {
  assert.equal((await fetch(served.url)).headers.get('cross-origin-opener-policy'), null);
  const isolated = await serve({ roots: { '/': join(folder, 'site') }, isolated: true });
  try {
    const { headers } = await fetch(isolated.url);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('cross-origin-embedder-policy'), 'require-corp');
  } finally {
    await isolated.close();
  }
});

test('a taken port is an error, and a closed server is gone', async () => {
  const first = await serve({ roots: { '/': folder } });
  const port = Number(new URL(first.url).port);
  await assert.rejects(serve({ roots: { '/': folder }, port }), { code: 'EADDRINUSE' });
  await first.close();
  await assert.rejects(fetch(first.url));
});

/** Asks for a path exactly as written: fetch would resolve its dots. */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
}
