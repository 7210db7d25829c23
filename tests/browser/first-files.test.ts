// What <leann-search> fetches before its first answer, and when: in Chromium, from a published folder.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Served } from '../../cli/static-server.js';
import { ROOT } from '../../tools/paths.js';
import type {} from '../../web/element/leann-search.js';
import { buildPublishedSite } from '../engines/published-site.js';
import { BrowserSuite } from './fixture.js';
import { holdRequests } from './held-requests.js';
import { watch } from './watch.js';

const FIRST = [/\/manifest\.json$/, /\/index-[0-9a-f]+\.leann$/, /\/leann-reader\.wasm$/];

describe('the first files of a folder', { timeout: 300_000 }, () => {
  const suite = new BrowserSuite();
  let served: Served;

  before(async () => {
    const site = await buildPublishedSite(`${ROOT}build/browser-tests/first-files`);
    served = await suite.serve({ roots: { '/site/': site } });
  });

  const search = (page: Page, query: string) =>
    page.locator('leann-search').evaluate((element, text) => {
      (element as HTMLElementTagNameMap['leann-search']).value = text;
    }, query);

  const titles = (page: Page) => page.locator('leann-search .title').allTextContents();

  test('come while its scripts are on their way, and once', async () => {
    const page = await suite.context.newPage();
    const { problems, requests } = watch(page);
    const asked = (what: RegExp) => requests.filter((url) => what.test(new URL(url).pathname)).length;
    await page.goto(`${served.url}/site/`);
    await page.waitForFunction(() => customElements.get('leann-search') !== undefined);
    const parts = await holdRequests(page, '**/{parts,chunk}-*.js');
    await search(page, 'honey');
    while (!FIRST.every((what) => asked(what) === 1)) await page.waitForTimeout(10);
    while (parts.waiting < 1) await page.waitForTimeout(10);
    assert.deepEqual(await titles(page), []);
    await parts.release();
    await page.locator('leann-search .title').first().waitFor();
    assert.equal((await titles(page))[0], 'Bees');
    assert.deepEqual(
      FIRST.map((what) => asked(what)),
      [1, 1, 1],
    );
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('are asked for again if they could not be had', async () => {
    const page = await suite.context.newPage();
    await page.goto(`${served.url}/site/`);
    await page.waitForFunction(() => customElements.get('leann-search') !== undefined);
    await page.route('**/*.leann', (route) => route.abort());
    await search(page, 'honey');
    await page.locator('leann-search').getByText('The search does not work at the moment.').first().waitFor();
    await page.unroute('**/*.leann');
    await search(page, 'honey made by insects');
    await page.locator('leann-search .title').first().waitFor();
    assert.equal((await titles(page))[0], 'Bees');
    await page.close();
  });

  test('need no manifest twice if the folder is given by its page', async () => {
    const page = await suite.context.newPage();
    const { requests } = watch(page);
    await page.goto(`${served.url}/site/`);
    await page
      .locator('leann-search')
      .evaluate((element) => element.setAttribute('src', 'search/index.html?a#b'));
    await search(page, 'honey');
    await page.locator('leann-search .title').first().waitFor();
    assert.equal(requests.filter((url) => url.includes('manifest.json')).length, 1);
    await page.close();
  });
});
