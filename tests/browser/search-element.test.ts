// <leann-search> on a page of a site that publishes its documents: as it is used, in Chromium.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Served, serve } from '../../cli/static-server.js';
import { ROOT } from '../../tools/paths.js';
import type {} from '../../web/element/leann-search.js';
import { buildElementSite } from './element-site.js';
import { BrowserSuite } from './fixture.js';
import { holdRequests } from './held-requests.js';
import { watch } from './watch.js';

describe('<leann-search>', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let site: string;
  let served: Served;
  let browser: Browser;
  let context: BrowserContext;

  before(async () => {
    ({ browser, context } = suite);
    site = await buildElementSite(`${ROOT}build/browser-tests/search-element`);
    served = await suite.serve({ roots: { '/site/': site } });
  });

  /** Opens the page, and checks afterwards that nothing went wrong in it. */
  async function inPage(hash: string, use: (page: Page, requests: string[]) => Promise<void>): Promise<void> {
    const page = await context.newPage();
    const { problems, requests } = watch(page);
    await page.goto(`${served.url}/site/${hash}`);
    await page.waitForFunction(() => customElements.get('leann-search') !== undefined);
    await use(page, requests);
    assert.deepEqual(problems, []);
    await page.close();
  }

  /** Types a query and waits for the last answer. */
  async function ask(page: Page, query: string): Promise<void> {
    await page.locator('leann-search input').fill(query);
    await page.waitForFunction(() => {
      const live = document.querySelector('leann-search')?.shadowRoot?.querySelector('.live');
      return /result|Nothing/.test(live?.textContent ?? '');
    });
  }

  const loadModel = (page: Page, when: string) =>
    page.locator('leann-search').evaluate((element, model) => element.setAttribute('model', model), when);

  const titles = (page: Page) => page.locator('leann-search .title').allTextContents();

  test('fetches its index when it is first used, and finds by meaning', async () => {
    await inPage('#stay', async (page, requests) => {
      await page.waitForTimeout(300);
      assert.ok(!requests.some((url) => /manifest|encoder|leann-web/.test(url)), requests.join('\n'));
      await ask(page, 'getting soaked on the way back');
      assert.equal((await titles(page))[0], 'Weather');
      assert.equal((await titles(page)).length, 3);
      assert.ok(requests.some((url) => url.endsWith('encoder.bin')));
    });
  });

  test('answers without the model, offers it, and shows better answers once it is there', async () => {
    await inPage('#stay', async (page, requests) => {
      const isOfModel = (url: string) => /\/(model-|ort\/)|\/ort\./.test(url);
      await loadModel(page, 'never');
      await ask(page, 'honey made by insects');
      assert.equal((await titles(page))[0], 'Bees');
      assert.deepEqual(requests.filter(isOfModel), []);
      const offer = page.getByRole('button', { name: /^Better answers \((8|9|10) MB\)$/ });
      assert.equal(await offer.count(), 1);
      await offer.click();
      await page.waitForFunction(() => {
        const root = document.querySelector('leann-search')?.shadowRoot;
        return root?.querySelector('.better') === null && root.querySelectorAll('.option').length > 0;
      });
      assert.ok(requests.some(isOfModel));
      assert.equal((await titles(page))[0], 'Bees');
      await ask(page, 'bread');
      assert.equal(await offer.count(), 0);
    });
  });

  test('says how much of the model has come, whatever files it has', async () => {
    await inPage('#stay', async (page) => {
      await loadModel(page, 'never');
      await ask(page, 'honey made by insects');
      const held = await holdRequests(page, '**/encoder.bin');
      await page.evaluate(() => {
        const scope = globalThis as unknown as { told: string[] };
        scope.told = [];
        const root = document.querySelector('leann-search')?.shadowRoot;
        if (!root) return;
        const tell = () => scope.told.push(root.querySelector('span.better')?.textContent ?? '');
        new MutationObserver(tell).observe(root, { childList: true, subtree: true });
      });
      await page.locator('leann-search .better').click();
      while (held.waiting === 0) await page.waitForTimeout(20);
      await held.release();
      await page.locator('leann-search .better').waitFor({ state: 'detached' });
      const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
      const shares = told
        .flatMap((text) => /^Getting better answers… (\d+)%$/.exec(text)?.[1] ?? [])
        .map(Number);
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => a - b),
      );
      assert.ok((shares[0] ?? 100) < 20 && (shares.at(-1) ?? 0) > 90, shares.join());
    });
  });

  test('changes nothing under the hand of somebody who has chosen an answer', async () => {
    await inPage('#stay', async (page) => {
      await loadModel(page, 'never');
      await ask(page, 'honey made by insects');
      await page.keyboard.press('ArrowDown');
      const held = await holdRequests(page, '**/encoder.bin');
      await page.locator('leann-search .better').click();
      await page.locator('leann-search .better', { hasText: 'Getting better answers' }).waitFor();
      while (held.waiting === 0) await page.waitForTimeout(20);
      const before = await titles(page);
      await held.release();
      await page.locator('leann-search .better').waitFor({ state: 'detached' });
      assert.deepEqual(await titles(page), before);
      assert.match((await page.locator('leann-search [aria-selected=true]').textContent()) ?? '', /^Bees/);
    });
  });

  test('is a combobox: named, expanded, with an active option, worked by keys', async () => {
    await inPage('#stay', async (page) => {
      const field = page.getByRole('combobox', { name: 'Search the guide' });
      assert.equal(await field.getAttribute('aria-expanded'), 'false');
      await ask(page, 'honey made by insects');
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      assert.equal(await field.getAttribute('aria-controls'), 'list');
      assert.equal(await page.getByRole('listbox', { name: 'Search the guide' }).count(), 1);
      assert.equal(await page.getByRole('option').count(), 3);
      assert.equal(await page.getByRole('status').textContent(), '3 results');
      assert.equal(await field.getAttribute('aria-activedescendant'), null);
      const active = page.locator('leann-search [aria-selected=true]');

      await page.keyboard.press('ArrowDown');
      assert.match((await active.textContent()) ?? '', /^Bees/);
      assert.equal(await field.getAttribute('aria-activedescendant'), await active.getAttribute('id'));
      await page.keyboard.press('ArrowUp');
      assert.equal(await active.getAttribute('id'), 'option-2');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, 'chosen')), [
        { id: 'guide/bees.md', href: `${served.url}/site/guide/bees.md#bees` },
      ]);
      assert.ok(await page.locator('leann-search .popup').isHidden());
      assert.equal(await field.getAttribute('aria-expanded'), 'false');

      await page.keyboard.press('ArrowDown');
      await page.waitForSelector('leann-search .option');
      await page.keyboard.press('Escape');
      assert.ok(await page.locator('leann-search .popup').isHidden());
      assert.equal(await field.inputValue(), 'honey made by insects');
      await page.keyboard.press('Escape');
      assert.equal(await field.inputValue(), '');

      await ask(page, 'baking');
      await page.keyboard.press('Tab');
      assert.ok(await page.locator('leann-search .popup').isHidden());
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'after it');
    });
  });

  test('asks nothing after the field was left', async () => {
    await inPage('#stay', async (page) => {
      const field = page.getByRole('combobox');
      await field.fill('baking');
      await field.press('Tab');
      await page.waitForTimeout(600);
      assert.ok(await page.locator('leann-search .popup').isHidden());
      await field.press('ArrowDown');
      await page.waitForSelector('leann-search .option');
    });
  });

  test('follows a link, by a click and by Enter', async () => {
    await inPage('', async (page) => {
      await ask(page, 'sweet food made by insects');
      await page.locator('leann-search .link').first().click();
      await page.waitForURL('**/site/guide/bees.md#bees');
    });
  });

  test('shows titles while the texts are on their way, as high as with them, and can be used', async () => {
    await inPage('#stay', async (page) => {
      const held = await holdRequests(page, '**/texts/*');
      const options = page.locator('leann-search .option');
      const heights = () =>
        options.evaluateAll((all) => all.map((option) => option.getBoundingClientRect().height));
      await page.locator('leann-search input').fill('sweet food made by insects');
      await page.waitForSelector('leann-search .text.pending');
      assert.equal(await page.locator('leann-search .text.pending').count(), 3);
      assert.ok((await titles(page)).includes('Bees'));
      assert.equal(await page.getByRole('option', { name: 'Bees', exact: true }).count(), 1);
      assert.ok(!/result/.test((await page.getByRole('status').textContent()) ?? ''), 'not announced yet');
      const before = await heights();
      const wanted = (await titles(page)).indexOf('Bees');
      for (let place = 0; place <= wanted; place++) await page.keyboard.press('ArrowDown');
      await held.release();
      await page.waitForFunction(() => {
        const live = document.querySelector('leann-search')?.shadowRoot?.querySelector('.live');
        return /3 results/.test(live?.textContent ?? '');
      });
      assert.equal(await page.locator('leann-search .pending').count(), 0);
      assert.deepEqual(await heights(), before);
      assert.match(
        (await page.locator('leann-search [aria-selected=true]').textContent()) ?? '',
        /^Bees.*honey/s,
      );
    });
    await inPage('#stay', async (page) => {
      const held = await holdRequests(page, '**/texts/*');
      await page.locator('leann-search input').fill('sweet food made by insects');
      await page.locator('leann-search .option', { hasText: 'Bees' }).click();
      assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, 'chosen')), [
        { id: 'guide/bees.md', href: `${served.url}/site/guide/bees.md` },
      ]);
      await held.release();
    });
  });

  test('shows as many answers as its limit says', async () => {
    await inPage('#stay', async (page) => {
      for (const limit of ['1', '2', '8']) {
        await page
          .locator('leann-search')
          .evaluate((element, value) => element.setAttribute('limit', value), limit);
        await ask(page, `getting soaked on the way back ${limit}`);
        await page.waitForFunction(
          (count) =>
            document.querySelector('leann-search')?.shadowRoot?.querySelectorAll('.title').length === count,
          Math.min(Number(limit), 5),
        );
      }
    });
  });

  test('searches the documents that it is told to', async () => {
    await inPage('', async (page) => {
      await ask(page, 'honey of his bees');
      await page.locator('leann-search .title', { hasText: 'Bees' }).waitFor();
      await page.locator('leann-search').evaluate((element) => {
        Object.assign(element, { where: { $id: { in: ['guide/weather.md', 'trains.txt'] } } });
      });
      await page.locator('leann-search .title', { hasText: 'Bees' }).waitFor({ state: 'detached' });
      await ask(page, 'getting soaked on the way back');
      await page.locator('leann-search .title', { hasText: 'Weather' }).waitFor();
      await page.locator('leann-search').evaluate((element) => {
        Object.assign(element, { where: undefined, value: 'honey of his bees' });
      });
      await page.locator('leann-search .title', { hasText: 'Bees' }).waitFor();
    });
  });

  test('links by a template, and shows titles and texts as text', async () => {
    await inPage('#stay', async (page) => {
      await page.locator('leann-search').evaluate((element) => {
        element.setAttribute('href-template', '/read/{id}?part={passage}');
      });
      await ask(page, 'baking');
      assert.equal(
        await page.locator('leann-search .link').first().getAttribute('href'),
        `${served.url}/read/guide/bread%20%26%20butter.md?part=0#bread-and-butter`,
      );
      await page.locator('leann-search').evaluate((element) => element.removeAttribute('href-template'));
      await ask(page, 'bold HTML');
      assert.match(
        (await page.locator('leann-search .text').first().textContent()) ?? '',
        /<img src=x .*<b>bold/,
      );
      assert.equal(await page.locator('leann-search :is(img, b)').count(), 0);
    });
  });

  test('is themed by variables and parts, and follows the colour scheme of the page', async () => {
    await inPage('#stay', async (page) => {
      await ask(page, 'trains');
      const style = () =>
        page.locator('leann-search input').evaluate((input) => {
          const { borderColor, borderRadius, letterSpacing, backgroundColor } = getComputedStyle(input);
          return { borderColor, borderRadius, letterSpacing, backgroundColor };
        });
      const light = await style();
      assert.deepEqual(light, {
        borderColor: 'rgb(1, 2, 3)',
        borderRadius: '11px',
        letterSpacing: '3px',
        backgroundColor: 'rgb(255, 255, 255)',
      });
      await page.evaluate(() => document.documentElement.classList.add('dark'));
      assert.notEqual((await style()).backgroundColor, light.backgroundColor);
    });
  });

  test('says that it cannot search, and tries again', async () => {
    const page = await context.newPage();
    await page.goto(`${served.url}/site/#stay`);
    await page.route('**/manifest.json', (route) => route.abort());
    await page.locator('leann-search input').fill('trains');
    const retry = page.getByRole('button', { name: 'Try again' });
    await retry.waitFor();
    assert.equal(
      await page.locator('leann-search .status').textContent(),
      'The search does not work at the moment.Try again',
    );
    await page.unroute('**/manifest.json');
    await retry.click();
    await page.waitForSelector('leann-search .option');
    assert.equal((await titles(page))[0], 'trains.txt');
    await page.close();
  });

  test('searches an index that the page has open, and says when it finds nothing', async () => {
    await inPage('#stay', async (page) => {
      await page.evaluate(async (script) => {
        const { LeannIndex, embedderFrom } = await import(script);
        const count = (text: string, letter: string) => text.split(letter).length;
        const embedder = embedderFrom(
          async (texts: string[]) =>
            texts.map((text) => Float32Array.from('aeioust', (letter) => count(text, letter))),
          { dimension: 7, fingerprint: 'letters' },
        );
        const wasm = new URL('search/leann-core.wasm', location.href);
        const options = { embedder, wasm, store: 'memory', worker: false };
        const index = await LeannIndex.open('own', options);
        const element = document.querySelector('leann-search');
        if (element !== null) element.index = index;
      }, `${served.url}/site/search/leann-web.js`);
      await ask(page, 'a ship');
      assert.equal(await page.locator('leann-search .status').textContent(), 'Nothing found for “a ship”');
      assert.equal(await page.getByRole('combobox').getAttribute('aria-expanded'), 'false');
      await page.evaluate(async () => {
        const documents = [{ id: 'own', title: 'My own', text: 'see the sea' }];
        for await (const _ of document.querySelector('leann-search')?.index?.add(documents) ?? []);
      });
      await ask(page, 'sea');
      assert.deepEqual(await titles(page), ['My own']);
      assert.equal(await page.locator('leann-search .link').first().getAttribute('href'), null);
    });
  });

  test('fetches nothing again on later visits where a service worker keeps what it used', async () => {
    const visitor = await suite.newContext();
    const open = async () => {
      const page = await visitor.newPage();
      await page.goto(`${served.url}/site/?keep`);
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await loadModel(page, 'eager');
      await ask(page, 'trains');
      const found = await titles(page);
      await page.close();
      return found;
    };
    const fetched: string[] = [];
    visitor.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (request.serviceWorker() !== null && pathname.includes('/search/')) fetched.push(pathname);
    });
    const found = await open();
    // The scripts that were there before the worker pass through it now.
    await open();
    const before = new Set(fetched.splice(0));
    assert.deepEqual(await open(), found);
    // A thread that helps the model starts when it can, and may need its script for the first time.
    const again = fetched.filter((path) => before.has(path));
    assert.deepEqual(again, ['/site/search/manifest.json'], 'whether there is something new');
    assert.ok(before.size > 5, [...before].join());
    await visitor.close();
  });

  test('works without a network where a service worker keeps what it used', async () => {
    const own = await serve({ roots: { '/site/': site } });
    const visitor = await browser.newContext();
    const page = await visitor.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`${own.url}/site/?keep`);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await ask(page, 'trains');
    const found = await titles(page);
    // The page itself is the site's own to keep: here it stays open, with a new field in it.
    await own.close();
    await page.evaluate(() => {
      const old = document.querySelector('leann-search');
      const other = document.createElement('leann-search');
      other.setAttribute('src', 'search/');
      other.setAttribute('limit', '3');
      old?.replaceWith(other);
    });
    await ask(page, 'trains');
    assert.deepEqual(await titles(page), found);
    await visitor.close();
  });
});
