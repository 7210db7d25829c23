// The service worker of published indexes: what it keeps, and what it does not.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, beforeEach, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import type { Served } from '../../cli/static-server.js';
import { bundle, SERVICE_WORKER_FORMAT } from '../../tools/bundler.js';
import { ROOT } from '../../tools/paths.js';
import { HOSTED_FORMAT } from '../../web/hosted/manifest.js';
import { BrowserSuite } from './fixture.js';

const FOLDER = `${ROOT}build/browser-tests/service-worker`;
const SEARCH = join(FOLDER, 'search');

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Writes a manifest that lists the index file and one shard; gives their paths. */
async function publish(index: string, shard: string): Promise<{ index: string; shard: string }> {
  const paths = { index: 'index.leann', shard: `texts/${hash(shard).slice(0, 32)}.bin` };
  const manifest = {
    format: HOSTED_FORMAT,
    name: 'test',
    generation: hash(index + shard).slice(0, 32),
    documents: 1,
    passages: 1,
    textBytes: 10,
    embedder: { fingerprint: 'none', dimension: 8 },
    build: {},
    split: { maxTokens: 8, overlapTokens: 0 },
    trainedPassages: 1,
    index: paths.index,
    documentList: paths.index,
    files: [{ path: paths.index, bytes: index.length, sha256: hash(index) }],
    texts: { folder: 'texts/', passagesPerShard: 1, bytes: shard.length, shards: [hash(shard).slice(0, 32)] },
  };
  await writeFile(join(SEARCH, paths.index), index);
  await writeFile(join(SEARCH, paths.shard), shard);
  await writeFile(join(SEARCH, 'manifest.json'), JSON.stringify(manifest));
  return paths;
}

describe('the service worker', { timeout: 120_000 }, () => {
  const suite = new BrowserSuite();
  let context: BrowserContext;
  let served: Served;
  let page: Page;

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(join(SEARCH, 'texts'), { recursive: true });
    await bundle({ 'service-worker': 'web/service-worker/service-worker' }, FOLDER, SERVICE_WORKER_FORMAT);
    await writeFile(join(FOLDER, 'index.html'), '<!doctype html><link rel="icon" href="data:,">');
    await writeFile(join(SEARCH, 'unlisted.txt'), 'not listed');
  });

  beforeEach(async () => {
    await context?.close();
    await served?.close();
    served = await suite.serve({ roots: { '/site/': FOLDER } });
    context = await suite.newContext();
    page = await context.newPage();
    await page.goto(`${served.url}/site/`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('service-worker.js?folder=search');
      if (navigator.serviceWorker.controller !== null) return;
      await new Promise((taken) => {
        navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true });
      });
    });
  });

  /** The text that the page fetches; undefined if that fails. */
  function read(path: string): Promise<string | undefined> {
    return page.evaluate(async (url) => {
      const response = await fetch(url, { cache: 'no-store' }).catch(() => undefined);
      return response?.ok ? await response.text() : undefined;
    }, `search/${path}`);
  }

  /** Paths that are kept, once there are so many. */
  async function kept(count: number): Promise<string[]> {
    await page.waitForFunction(async (wanted) => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().length === wanted;
    }, count);
    return page.evaluate(async () => {
      const [name = ''] = await caches.keys();
      return (await (await caches.open(name)).keys())
        .map(({ url }) => url.replace(/^.*search\/|\?.*$/g, ''))
        .sort();
    });
  }

  test('keeps what was read of a folder, and nothing else', async () => {
    const { index, shard } = await publish('the index', 'some texts');
    for (const path of ['manifest.json', index, shard, 'unlisted.txt']) assert.ok(await read(path), path);
    assert.deepEqual(await kept(3), [index, 'manifest.json', shard]);
    await served.close();
    assert.match((await read('manifest.json')) ?? '', /"shards"/);
    assert.equal(await read(index), 'the index');
    assert.equal(await read(shard), 'some texts');
    assert.equal(await read('unlisted.txt'), undefined);
  });

  test('does not keep what is not as listed', async () => {
    const { index, shard } = await publish('the index', 'some texts');
    await writeFile(join(SEARCH, shard), 'other texts');
    await read('manifest.json');
    assert.equal(await read(shard), 'other texts');
    assert.equal(await read(index), 'the index');
    assert.deepEqual(await kept(2), [index, 'manifest.json']);
    await served.close();
    assert.equal(await read(shard), undefined);
  });

  test('does not keep a page that is served for what is gone', async () => {
    const { index, shard } = await publish('the index', 'some texts');
    for (const path of [index, shard]) await writeFile(join(SEARCH, path), '<!doctype html>Not here');
    for (const path of ['manifest.json', index, shard]) assert.ok(await read(path), path);
    assert.deepEqual(await kept(1), ['manifest.json']);
    await publish('the index', 'some texts');
    assert.equal(await read(shard), 'some texts');
    assert.deepEqual(await kept(2), ['manifest.json', shard]);
  });

  test('drops the files of an older publication, and keeps those of the newer', async () => {
    const old = await publish('the index', 'some texts');
    await read('manifest.json');
    await read(old.index);
    await read(old.shard);
    await kept(3);
    const { index, shard } = await publish('a newer index', 'some texts');
    await read('manifest.json');
    assert.deepEqual(await kept(2), ['manifest.json', shard]);
    assert.equal(await read(index), 'a newer index');
    await kept(3);
    await served.close();
    assert.equal(await read(index), 'a newer index');
  });

  test('takes nothing else for a manifest', async () => {
    await publish('the index', 'some texts');
    const manifest = await read('manifest.json');
    await writeFile(join(SEARCH, 'manifest.json'), '<!doctype html>Please log in');
    assert.equal(await read('manifest.json'), manifest);
  });
});
