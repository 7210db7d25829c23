// A published folder in every engine: the element without and with the model, the library, and the site offline.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Served } from '../../cli/static-server.js';
import { ROOT } from '../../tools/paths.js';
import type { LeannIndex } from '../../web/index.js';
import { ask, titles } from './element-answers.js';
import { assertNoProblems, ENGINE, EngineSuite, until } from './engine-suite.js';
import { buildPublishedSite } from './published-site.js';

const FOLDER = `${ROOT}build/browser-tests/engines-${ENGINE}`;

interface Scope {
  LeannIndex: typeof LeannIndex;
}

describe(`a published folder in ${ENGINE}`, { timeout: 300_000 }, () => {
  const suite = new EngineSuite();
  let site: string;
  let served: Served;

  before(async () => {
    site = await buildPublishedSite(FOLDER);
    served = await suite.serve({ roots: { '/site/': site } });
  });

  const askedForModel = () => suite.requests.some((path) => /\/(model-[^/]*|ort)\//.test(path));

  it('is searched by the element, first without and then with the model', async () => {
    const page = await suite.open(`${served.url}/site/`);
    await ask(page, 'honey made by insects');
    assert.equal((await titles(page))[0], 'Bees');
    assert.ok(!askedForModel(), 'no byte of the model');
    await page.click('leann-search >> .better');
    await until(
      page,
      () => !document.querySelector('leann-search')?.shadowRoot?.querySelector('.better'),
      null,
    );
    assert.ok(askedForModel(), 'the model');
    await ask(page, 'getting soaked on the way back');
    assert.equal((await titles(page))[0], 'Weather');
    assertNoProblems(page);
    await page.close();
  });

  it('is searched by the library, by words and by meaning', async () => {
    const page = await suite.open(`${served.url}/site/`);
    await until(page, () => 'LeannIndex' in globalThis, null);
    const found = await page.evaluate(
      async (queries) => {
        const index = await (globalThis as unknown as Scope).LeannIndex.fromUrl('./search/', {
          model: 'eager',
        });
        const first: (string | undefined)[] = [];
        for (const query of queries) {
          let best: string | undefined;
          for await (const { hits } of index.search(query)) best = hits[0]?.id;
          first.push(best);
        }
        await index.close();
        return first;
      },
      ['kneading dough', 'crossing a river by rail at night'],
    );
    assert.deepEqual(found, ['bread.md', 'trains.txt']);
    assertNoProblems(page);
    await page.close();
  });

  it('has a library that answers persist(), and no method named "undefined"', async () => {
    const page = await suite.open(`${served.url}/site/`);
    await until(page, () => 'LeannIndex' in globalThis, null);
    const [kept, names] = await page.evaluate(async () => {
      const { LeannIndex } = globalThis as unknown as Scope;
      const promised = await LeannIndex.persist({ signal: AbortSignal.timeout(10_000) });
      return [promised, Object.getOwnPropertyNames(LeannIndex.prototype)] as const;
    }, null);
    assert.equal(typeof kept, 'boolean');
    assert.ok(names.includes('search') && !names.includes('undefined'), names.join());
    await page.close();
  });

  it('is searched offline once the service worker keeps it', async () => {
    const away = await suite.serve({ roots: { '/site/': site } });
    const page = await suite.open(`${away.url}/site/?keep`);
    await until(page, () => navigator.serviceWorker.controller !== null, null);
    await ask(page, 'honey made by insects');
    await page.click('leann-search >> .better');
    await until(
      page,
      () => !document.querySelector('leann-search')?.shadowRoot?.querySelector('.better'),
      null,
    );
    await ask(page, 'getting soaked on the way back');
    await until(page, async () => (await caches.keys()).length > 0, null);
    await away.close();
    // The page itself is not kept by this service worker, so it stays open; what a search asks for again is.
    const answers = await page.evaluate(async (query) => {
      const index = await (globalThis as unknown as Scope).LeannIndex.fromUrl('./search/', {
        model: 'eager',
      });
      let best: string | undefined;
      for await (const { hits } of index.search(query)) best = hits[0]?.id;
      await index.close();
      return best;
    }, 'getting soaked on the way back');
    assert.equal(answers, 'weather.md');
    await page.close();
  });
});
