// A published folder at a server that answers with a page for what it does not have: that page counts as nothing.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { CoreReader } from '../../web/core/core-reader.js';
import { OrtRuntime } from '../../web/embed/ort-runtime.js';
import { HostedFiles } from '../../web/hosted/hosted-files.js';
import { fetchManifest, fetchPublication } from '../../web/hosted/publication.js';
import { LeannIndex } from '../../web/leann-index.js';
import { hitsOf } from './drive.js';
import { publishDocuments } from './hosted-folder.js';
import { type PageServer, servePages } from './page-server.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

const BYTES = 'application/octet-stream';
const PAGES: [page: string, type: string][] = [
  ['<!doctype html><title>Not here</title>', 'text/html; charset=utf-8'],
  ['just some words', 'TEXT/HTML'],
  ['\ufeff\n \t<!DOCTYPE HTML>', BYTES],
  ['\n<HTML lang="en">', BYTES],
];

for (const [page, type] of PAGES) {
  describe(`a server that answers ${JSON.stringify(page)} as ${type} for what is gone`, () => {
    let folder: string;
    let served: PageServer;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'leann-pages-'));
      await publishDocuments(folder, someDocuments(300));
      served = await servePages(folder, page, type);
    });

    afterEach(async () => {
      await served.close();
      await rm(folder, { recursive: true });
    });

    const open = (options = {}) =>
      LeannIndex.fromUrl(served.url, { embedder: wordEmbedder(), cacheBytes: 0, ...options });

    async function publishAnew(): Promise<void> {
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
      await publishDocuments(folder, [...someDocuments(280), { id: 'new', text: 'a violin concert' }]);
    }

    it('lets an open page take over the new publication, here and in a worker', async () => {
      await using index = await open();
      await using other = await open({ worker: fakeWorkers().start });
      await publishAnew();
      for (const each of [index, other]) {
        assert.equal((await hitsOf(each, 'violin concert'))[0]?.id, 'new');
        assert.equal(each.info().documents, 281);
      }
    });

    it('does so where the list of documents is needed', async () => {
      await using index = await open();
      await using other = await open();
      await publishAnew();
      assert.deepEqual(
        (await hitsOf(index, 'violin concert', { filter: ['new', 'd299'] })).map(({ id }) => id),
        ['new'],
      );
      await assert.rejects(other.ids(), { code: 'not-found' });
    });

    it('does so while the index is opened', async () => {
      const files = new HostedFiles(new URL(served.url));
      const before = await fetchManifest(files, {});
      await publishAnew();
      const { manifest } = await fetchPublication(files, before, { withReader: false, withList: true });
      assert.notEqual(manifest.generation, before.generation);
    });

    it('has not found what was not published again', async () => {
      await using index = await open();
      await rm(join(folder, 'texts'), { recursive: true });
      await assert.rejects(hitsOf(index, 'rain'), { code: 'not-found', message: /web page/ });
    });

    it('is told that there is no WASM of the core', async () => {
      const wasm = `${served.url}leann-core.wasm`;
      for (const load of [Core.load(wasm), CoreReader.load(wasm)]) {
        await assert.rejects(load, {
          code: 'not-found',
          message: `leann: cannot load "${wasm}": the server answered with an HTML page`,
        });
      }
    });
  });
}

describe('a published folder', () => {
  it('is found by the address of its page, and is damaged if that is no page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leann-pages-'));
    const manifest = await publishDocuments(folder, someDocuments(20));
    const served = await servePages(folder, '<!doctype html>');
    try {
      for (const url of [
        `${served.url}index.html`,
        `${served.url}index.html?a#b`,
        join(folder, 'index.html'),
      ]) {
        await using index = await LeannIndex.fromUrl(url, { embedder: wordEmbedder() });
        assert.equal(index.info().documents, 20);
      }
      const place = join(folder, manifest.index);
      await writeFile(place, (await readFile(place)).subarray(1));
      const opening = LeannIndex.fromUrl(served.url, { embedder: wordEmbedder() });
      await assert.rejects(opening, { code: 'corrupt' });
    } finally {
      await served.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe('ONNX Runtime', () => {
  it('that gets a page in place of its WASM is told so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leann-pages-'));
    await writeFile(join(folder, 'there.wasm'), 'no page');
    const served = await servePages(folder, '<!doctype html>');
    const explained = (file: string, error: Error) => {
      const ort = { env: { wasm: { wasmPaths: { wasm: `${served.url}${file}` } } } };
      return new OrtRuntime(ort as unknown as typeof import('onnxruntime-web')).explain(error);
    };
    try {
      const error = new Error('no available backend found');
      const cause = await explained('gone.wasm', error);
      assert.ok(cause instanceof Error);
      assert.equal(cause.message, `${served.url}gone.wasm: the server answered with an HTML page`);
      assert.equal(await explained('there.wasm', error), error);
      const other = new Error('the model is wrong');
      assert.equal(await explained('gone.wasm', other), other);
    } finally {
      await served.close();
      await rm(folder, { recursive: true });
    }
  });
});
