// A published folder as a site offers it: plain files under some path, in Chromium, with nothing of ours but that folder.

import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { gzipBytes, MOST_MODEL_BYTES, MOST_PAGE_BYTES } from '../../tools/page-size.js';
import { ROOT } from '../../tools/paths.js';
import {
  type FromUrlOptions,
  type IndexInfo,
  LeannIndex,
  OnnxEmbedder,
  type SearchUpdate,
} from '../../web/index.js';
import { run } from '../web/cli-program.js';
import { withKeptVectors } from '../web/kept-vectors.js';
import { modelFolder } from '../web/model-folder.js';
import { BrowserSuite } from './fixture.js';
import { holdRequests } from './held-requests.js';
import { POLICY } from './script-page.js';
import { watch } from './watch.js';

const FOLDER = `${ROOT}build/browser-tests/hosted`;
const GLOSSES = readGlosses({ limit: 400 });

/** The page's whole script. */
const SCRIPT = `import { LeannIndex } from './search/leann-web.js'; globalThis.LeannIndex = LeannIndex;`;
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>A site</title>
<link rel="icon" href="icon.svg"><script type="module" src="page.js"></script></head><body></body></html>`;

interface Answer {
  updates: SearchUpdate[];
  info: IndexInfo;
}

/** The globals of the page's script. */
interface Scope {
  LeannIndex: typeof LeannIndex;
  index: LeannIndex;
}

describe('a published folder in a browser', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    const place = (name: string) => join(FOLDER, name);
    await writeFile(place('glosses.jsonl'), GLOSSES.map((gloss) => JSON.stringify(gloss)).join('\n'));
    const places = { out: place('site/search'), cache: place('cache') };
    const flags = ['--model', modelFolder(), '--out', places.out, '--cache', places.cache];
    const { code, stderr } = await withKeptVectors(places, () =>
      run('build', place('glosses.jsonl'), ...flags),
    );
    assert.equal(code, 0, stderr);
    await writeFile(place('site/index.html'), PAGE);
    await writeFile(place('site/page.js'), SCRIPT);
    await writeFile(place('site/icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  });

  /** Opens the site's page, and checks afterwards that nothing was asked of others. */
  async function inPage(
    use: (page: Page, home: string, problems: string[], requests: string[]) => Promise<void>,
    { isolated = false, site = join(FOLDER, 'site') } = {},
  ): Promise<void> {
    const served = await suite.serve({ roots: { '/deep/down/': site }, isolated });
    const home = `${served.url}/deep/down/`;
    const context = await suite.newContext();
    const page = await context.newPage();
    const { problems, requests } = watch(page);
    await page.goto(home);
    await page.waitForFunction(() => 'LeannIndex' in globalThis);
    await use(page, home, problems, requests);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(home)),
      [],
    );
    await context.close();
  }

  function open(
    page: Page,
    options: Pick<FromUrlOptions, 'numThreads' | 'listDocuments' | 'model'> & { worker?: false } = {},
  ): Promise<string[]> {
    return page.evaluate(async (given) => {
      const scope = globalThis as unknown as Scope;
      const files = new Set<string>();
      scope.index = await scope.LeannIndex.fromUrl('./search/', {
        model: 'eager',
        ...given,
        onProgress: ({ file }) => files.add(file),
      });
      return [...files];
    }, options);
  }

  function search(page: Page, query: string): Promise<Answer> {
    return page.evaluate(async (text) => {
      const { index } = globalThis as unknown as Scope;
      const updates: SearchUpdate[] = [];
      for await (const update of index.search(text, { k: 5, maxRecomputes: 8 })) updates.push(update);
      return { updates, info: index.info() };
    }, query);
  }

  function failure(page: Page, query: string): Promise<string> {
    return page.evaluate(async (text) => {
      const { index } = globalThis as unknown as Scope;
      try {
        for await (const _ of index.search(text));
        return 'no failure';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    }, query);
  }

  it('is searched in a worker, in the page and with threads, with the same answers', async () => {
    const answers: unknown[] = [];
    const query = GLOSSES[11]?.text ?? '';
    for (const { isolated, worker } of [
      { isolated: false, worker: undefined },
      { isolated: false, worker: false },
      { isolated: true, worker: undefined },
    ] as const) {
      await inPage(
        async (page, _home, problems) => {
          const files = await open(page, worker === undefined ? {} : { worker });
          assert.ok(
            files.some((file) => file.endsWith('.leann')) &&
              files.some((file) => file.endsWith('encoder.bin')),
          );
          const { updates, info } = await search(page, query);
          const last = updates.at(-1);
          assert.equal(last?.hits[0]?.id, GLOSSES[11]?.id);
          assert.equal(last?.hits[0]?.title, GLOSSES[11]?.title);
          assert.ok(updates.length > 1 && updates[0]?.stats.recomputed === 0, 'a first answer');
          assert.ok((info.fetched?.textBytes ?? 0) > 0 && info.documents === GLOSSES.length);
          answers.push(last?.hits.map(({ id }) => id));
          assert.deepEqual(problems, []);
        },
        { isolated },
      );
    }
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
  });

  for (const worker of [undefined, false] as const) {
    it(`answers without the model, which is fetched when it is wanted: worker ${worker ?? true}`, async () => {
      await inPage(async (page, _home, problems, requests) => {
        await open(page, { model: 'never', ...(worker === false && { worker }) });
        const query = GLOSSES[11]?.text ?? '';
        const isOfModel = (url: string) => /\/(model-|ort\/)|\/(ort\.|tokenizer-)/.test(url);
        const { updates } = await search(page, query);
        const first = updates.at(-1);
        assert.deepEqual([first?.stats.query, first?.final, first?.stats.recomputed], ['table', true, 0]);
        assert.equal(first?.hits[0]?.id, GLOSSES[11]?.id);
        assert.deepEqual(requests.filter(isOfModel), []);
        const state = () => page.evaluate(() => (globalThis as unknown as Scope).index.modelState);
        const offered = await page.evaluate(() => (globalThis as unknown as Scope).index.modelBytes);
        assert.equal(await state(), 'waiting');
        assert.ok(offered > 9e6 && offered < 12e6, `${offered}: without what is not fetched`);

        await page.evaluate(() => (globalThis as unknown as Scope).index.loadModel());
        assert.equal(await state(), 'ready');
        assert.ok(requests.some(isOfModel));
        const better = (await search(page, query)).updates.at(-1);
        assert.equal(better?.stats.query, 'model');
        assert.ok((better?.stats.recomputed ?? 0) > 0);
        assert.equal(better?.hits[0]?.id, GLOSSES[11]?.id);
        assert.deepEqual(problems, []);
      });
    });
  }

  it('fetches the model by itself once something was searched for', async () => {
    await inPage(async (page, _home, problems) => {
      await open(page, { model: 'auto' });
      assert.equal((await search(page, 'a small animal')).updates.at(-1)?.stats.query, 'table');
      await page.waitForFunction(() => (globalThis as unknown as Scope).index.modelState === 'ready');
      assert.equal((await search(page, 'a small animal')).updates.at(-1)?.stats.query, 'model');
      // Closing an index while its model is on its way ends that.
      await open(page, { model: 'never' });
      const ended = await page.evaluate(async () => {
        const { index } = globalThis as unknown as Scope;
        const loading = index.loadModel().catch((error: { code?: string }) => error.code);
        await index.close();
        return await loading;
      });
      assert.equal(ended, 'closed');
      assert.deepEqual(problems, []);
    });
  });

  it('fetches rows of tokens that a query has and the texts have not, and answers as with all rows', async () => {
    const known = GLOSSES[11]?.text ?? '';
    const unknown = `${known} kazakhstan`;
    const all = await OnnxEmbedder.load(modelFolder(), { device: 'wasm' });
    for (const worker of [undefined, false] as const) {
      // Both keep what they recomputed for the next query.
      const whole = await LeannIndex.fromUrl(join(FOLDER, 'site/search'), { embedder: all });
      await inPage(async (page, _home, problems, requests) => {
        await open(page, worker === undefined ? {} : { worker });
        const rows = () => requests.filter((url) => url.includes('/tokens/')).length;
        assert.equal(rows(), 1, 'those of the texts');
        for (const [query, fetched] of [
          [known, 1],
          [unknown, 2],
          [unknown, 2],
        ] as const) {
          const last = (await search(page, query)).updates.at(-1);
          assert.deepEqual([last?.stats.query, last?.stats.runtime], ['model', 'leann']);
          assert.equal(rows(), fetched, query);
          let expected: SearchUpdate | undefined;
          for await (const update of whole.search(query, { k: 5, maxRecomputes: 8 })) expected = update;
          const scores = (update?: SearchUpdate) => update?.hits.map(({ id, score }) => [id, score]);
          assert.deepEqual(scores(last), scores(expected));
        }
        assert.deepEqual(problems, []);
      });
      await whole.close();
    }
    await all.close();
  });

  it('loads no more of ours than a page that only searches needs', async () => {
    await inPage(async (page, home, _problems, requests) => {
      const loaded = () =>
        [...new Set(requests)]
          .map((url) => url.slice(`${home}search/`.length))
          .filter((path) => /^[\w.-]+\.(js|wasm)$/.test(path) && !/^(tokenizer-|leann-encoder-)/.test(path));
      const bytesOf = async (paths: readonly string[]) => {
        const sizes = await Promise.all(paths.map((path) => gzipBytes(join(FOLDER, 'site/search', path))));
        return sizes.reduce((sum, size) => sum + size, 0);
      };
      await open(page, { model: 'never' });
      await page.evaluate(async () => {
        const { index } = globalThis as unknown as Scope;
        for await (const _ of index.search('a small animal', { model: false }));
      });
      const first = loaded();
      assert.ok(first.includes('worker.js') && first.includes('leann-reader.wasm'), first.join());
      assert.ok(!first.includes('leann-core.wasm') && !first.some((path) => path.startsWith('writing-')));
      const bytes = await bytesOf(first);
      assert.ok(bytes > 50_000 && bytes <= MOST_PAGE_BYTES, `${bytes} bytes: ${first.join()}`);
      await page.evaluate(() => (globalThis as unknown as Scope).index.loadModel());
      const ofModel = loaded().filter((path) => !first.includes(path));
      assert.ok(
        ofModel.some((path) => path.startsWith('onnx-model-')),
        ofModel.join(),
      );
      assert.ok((await bytesOf(ofModel)) <= MOST_MODEL_BYTES, ofModel.join());
      assert.ok(!requests.some((url) => /\/ort[./]|\.onnx/.test(url)), 'our own encoder embeds');
    });
  });

  it('has its worker started and its scripts fetched while the index is on its way', async () => {
    await inPage(async (page, _home, _problems, requests) => {
      const held = await holdRequests(page, '**/index-*');
      const opening = open(page, { model: 'never' });
      const isThere = (name: string) => requests.some((url) => url.endsWith(`/search/${name}`));
      for (let waited = 0; held.waiting === 0 || !isThere('worker.js'); waited += 20) {
        assert.ok(waited < 60_000, requests.join('\n'));
        await page.waitForTimeout(20);
      }
      await held.release();
      await opening;
    });
  });

  it('names its first hits while their texts are on their way to the worker', async () => {
    await inPage(async (page) => {
      const files = await open(page, { listDocuments: true });
      assert.equal(files.filter((file) => file.startsWith('documents-')).length, 1);
      const held = await holdRequests(page, '**/texts/*');
      const query = GLOSSES[11]?.text ?? '';
      const first = await page.evaluate(async (text) => {
        const scope = globalThis as unknown as Scope & { search: AsyncGenerator<SearchUpdate> };
        scope.search = scope.index.search(text, { k: 5, partial: true, maxRecomputes: 8 });
        return (await scope.search.next()).value as SearchUpdate;
      }, query);
      const titles = new Map(GLOSSES.map(({ id, title }) => [id, title]));
      assert.equal(first.hits.length, 5);
      assert.equal(first.final, false);
      for (const { id, title, text, pending } of first.hits)
        assert.deepEqual([title, text, pending], [titles.get(id), '', true]);
      const following = page.evaluate(async () => {
        const { search } = globalThis as unknown as { search: AsyncGenerator<SearchUpdate> };
        const updates: SearchUpdate[] = [];
        for await (const update of search) updates.push(update);
        return updates;
      });
      // The query is embedded first.
      for (let waited = 0; held.waiting === 0; waited += 50) {
        assert.ok(waited < 60_000, 'texts are asked for');
        await page.waitForTimeout(50);
      }
      await held.release();
      // By words, and by meaning as well; then with more and more texts.
      const [byBoth, ...others] = await following;
      assert.ok(byBoth?.hits.every(({ pending, meaning }) => pending && meaning !== undefined));
      const complete = others.findIndex(({ hits }) => hits.every(({ pending }) => pending === undefined));
      assert.ok(complete >= 0);
      for (const { hits } of others.slice(0, complete + 1)) {
        assert.deepEqual(
          hits.map(({ id, score }) => [id, score]),
          byBoth?.hits.map(({ id, score }) => [id, score]),
        );
      }
      const last = others.at(-1);
      assert.equal(last?.hits[0]?.text, query);
      // Another index, since this one has vectors in its cache now.
      await open(page);
      assert.deepEqual(last?.hits, (await search(page, query)).updates.at(-1)?.hits);
    });
  });

  it('says that the network is down, and goes on when that is back', async () => {
    await inPage(async (page) => {
      await open(page);
      await page.context().setOffline(true);
      assert.equal(await failure(page, 'a small animal'), 'network-failed');
      await page.context().setOffline(false);
      assert.ok((await search(page, 'a small animal')).updates.at(-1)?.hits.length === 5);
      await page.context().setOffline(true);
      assert.ok((await search(page, 'a small animal')).updates.at(-1)?.hits.length === 5, 'from memory');
      await page.context().setOffline(false);
    });
  });

  it('is not believed where it is damaged', async () => {
    const site = join(FOLDER, 'damaged');
    await cp(join(FOLDER, 'site'), site, { recursive: true });
    await inPage(
      async (page) => {
        await open(page);
        await page.route('**/texts/*', async (route) => {
          const response = await route.fetch();
          const body = await response.body();
          body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
          await route.fulfill({ response, body });
        });
        assert.equal(await failure(page, 'a small animal'), 'corrupt');
        // Several files are asked for at once; the last may still be on its way when the first has failed.
        await page.unrouteAll({ behavior: 'wait' });
        assert.ok((await search(page, 'a small animal')).updates.at(-1)?.hits.length === 5);
      },
      { site },
    );
  });
});
