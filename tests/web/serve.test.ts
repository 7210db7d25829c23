// The static file server: what it serves, with which headers, and what it must never serve.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { CompressedFiles, type FileVersion } from '../../cli/compression.js';
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
    '/models/..',
    '/inner/index.html/',
    '/absent.txt',
  ];
  for (const path of paths) assert.equal((await raw(path)).status, 404, path);
  for (const path of ['/%', '/%00', 'http:']) assert.equal((await raw(path)).status, 400, path);
});

test('a folder without its slash leads to it with the slash, on this server', async () => {
  for (const [path, location] of [
    ['/inner', './inner/'],
    ['/inner?a=b/c', './inner/?a=b/c'],
    ['/models', './models/'],
    ['//inner', './inner/'],
  ] as const) {
    const { status, headers } = await raw(path);
    assert.deepEqual([status, headers.location], [301, location], path);
  }
  const followed = await fetch(`${served.url}/inner`);
  assert.deepEqual([followed.url, await followed.text()], [`${served.url}/inner/`, 'inner']);
});

test('a file that is known is not sent again, until it changes', async () => {
  const path = join(folder, 'site', 'changing.txt');
  await writeFile(path, 'before');
  const ask = (tag?: string) => raw('/changing.txt', tag === undefined ? {} : { 'If-None-Match': tag });
  const first = await ask();
  const tag = first.headers.etag ?? '';
  assert.match(tag, /^"[^"]+"$/);
  assert.equal(first.headers['cache-control'], 'no-cache');
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const again = await ask(known);
    assert.deepEqual([again.status, again.body.length, again.headers.etag], [304, 0, tag], known);
  }
  assert.equal((await ask('"other"')).status, 200);
  await writeFile(path, 'after!');
  const changed = await ask(tag);
  assert.deepEqual([changed.status, changed.body.toString()], [200, 'after!']);
});

describe('a server that compresses', () => {
  const SCRIPT = 'export const answer = 42;\n'.repeat(400);
  const DECODE = { br: brotliDecompressSync, gzip: gunzipSync };
  let compressing: Served;

  before(async () => {
    const site = join(folder, 'compressed');
    await mkdir(site);
    await writeFile(join(site, 'script.js'), SCRIPT);
    await writeFile(join(site, 'short.js'), 'export {};');
    await writeFile(join(site, 'model.onnx'), SCRIPT);
    await writeFile(join(site, 'picture.png'), SCRIPT);
    compressing = await serve({ roots: { '/': site }, compress: true });
  });

  after(() => compressing.close());

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    raw(path, headers, method, compressing.url);

  test('sends what the request accepts, with the length of what it sends', async () => {
    for (const [accepted, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, *', 'gzip'],
      ['GZIP;q=0.5, br;q=0', 'gzip'],
    ] as const) {
      for (const time of ['first', 'second']) {
        const { headers, body } = await ask('/script.js', { 'Accept-Encoding': accepted });
        assert.equal(headers['content-encoding'], encoding, `${accepted}, ${time}`);
        assert.equal(headers['content-length'], String(body.length));
        assert.equal(headers.vary, 'Accept-Encoding');
        assert.ok(body.length < SCRIPT.length / 10);
        assert.equal(DECODE[encoding](body).toString(), SCRIPT);
      }
    }
    const head = await ask('/script.js', { 'Accept-Encoding': 'br' }, 'HEAD');
    assert.equal(head.body.length, 0);
    assert.equal(head.headers['content-encoding'], 'br');
    assert.ok(Number(head.headers['content-length']) < SCRIPT.length / 10);
  });

  test('leaves as they are: what is not to be compressed, short files, and those that do not gain', async () => {
    for (const accepted of ['', 'identity', 'br;q=0, gzip;q=0', 'deflate']) {
      const { headers, body } = await ask('/script.js', { 'Accept-Encoding': accepted });
      assert.deepEqual([headers['content-encoding'], body.toString()], [undefined, SCRIPT], accepted);
      assert.equal(headers.vary, 'Accept-Encoding', 'caches must not give it to all');
    }
    for (const path of ['/short.js', '/model.onnx', '/picture.png']) {
      const { headers, body } = await ask(path, { 'Accept-Encoding': 'br, gzip' });
      assert.equal(headers['content-encoding'], undefined, path);
      assert.equal(headers['content-length'], String(body.length));
      assert.equal(headers.vary, undefined);
    }
  });

  test('keeps results up to its limit, those used last', async () => {
    const files = ['1', '2', '3'].map((version) => ({
      path: join(folder, 'compressed', 'script.js'),
      version,
      size: 0,
    }));
    const [first, second, third] = files as [FileVersion, FileVersion, FileVersion];
    const { length } = await new CompressedFiles().get(first, 'gzip');
    const kept = new CompressedFiles(2 * length);
    const get = (file: FileVersion) => kept.get(file, 'gzip');
    const [one, two] = [await get(first), await get(second)];
    assert.equal(await get(first), one);
    await get(third);
    assert.equal(await get(first), one);
    assert.notEqual(await get(second), two);
    await assert.rejects(kept.get({ ...first, path: join(folder, 'absent') }, 'gzip'), { code: 'ENOENT' });
  });

  test('tells encodings apart by their tags, and sees that a file has changed', async () => {
    const tagOf = async (encoding: string) =>
      (await ask('/script.js', { 'Accept-Encoding': encoding })).headers.etag ?? '';
    const tags = await Promise.all(['br', 'gzip', ''].map(tagOf));
    assert.equal(new Set(tags).size, 3);
    const known = { 'Accept-Encoding': 'br', 'If-None-Match': tags[0] ?? '' };
    const again = await ask('/script.js', known);
    assert.deepEqual([again.status, again.body.length, again.headers.vary], [304, 0, 'Accept-Encoding']);
    await writeFile(join(folder, 'compressed', 'script.js'), SCRIPT.toUpperCase());
    const changed = await ask('/script.js', known);
    assert.equal(changed.status, 200);
    assert.equal(brotliDecompressSync(changed.body).toString(), SCRIPT.toUpperCase());
  });
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

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Asks for a path exactly as written, and gives what was sent: fetch would resolve dots and decompress. */
function raw(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  url = served.url,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
