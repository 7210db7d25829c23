// The documentation site as `npm run test:docs` makes it, under a path of its own: its search, its pages, its links.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { checkLinks } from '../../tools/docs/check-links.js';
import { BrowserSuite } from '../browser/fixture.js';
import { watch } from '../browser/watch.js';
import { BASE, SITE } from './built-site.js';

/** Opens the dialog with the keys and asks; resolves when the first answer leads where it should. */
async function ask(page: Page, query: string, leadsTo: RegExp): Promise<void> {
  const search = page.locator('leann-search[modal]');
  await page.keyboard.press('Control+k');
  await search.getByRole('combobox').fill(query);
  await page.waitForFunction((pattern) => {
    const root = document.querySelector('leann-search[modal]')?.shadowRoot;
    const link = root?.querySelector<HTMLAnchorElement>('[role="option"] a, a[role="option"]');
    return new RegExp(pattern).test(link?.href ?? '');
  }, leadsTo.source);
}

describe('the documentation site', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let home: string;

  before(async () => {
    const { url } = await suite.serve({ roots: { [BASE]: SITE } });
    home = url + BASE;
  });

  const open = async (path: string): Promise<{ page: Page; problems: string[]; requests: string[] }> => {
    const page = await suite.context.newPage();
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    const watched = watch(page);
    await page.goto(home + path);
    return { page, ...watched };
  };

  it('finds how to keep words out of a search', async () => {
    const { page, problems, requests } = await open('search.html');
    await ask(page, 'how do I keep words out of a search', /\/leann-web\/search\.html/);
    const option = page.locator('leann-search[modal] [role="option"]').first();
    // The bar that the element stands in writes everything in one line.
    assert.equal(await option.evaluate((each) => getComputedStyle(each).whiteSpace), 'normal');
    await option.click();
    await page.waitForURL(/search\.html#/);
    assert.deepEqual(problems, []);
    const origin = new URL(home).origin;
    assert.deepEqual(
      requests.filter((request) => !request.startsWith(origin)),
      [],
    );
    await page.close();
  });

  it('finds by meaning where no word is the same', async () => {
    const { page } = await open('reading.html');
    await ask(page, 'is my data sent to a company', /\/leann-web\/privacy\.html/);
    await page.close();
  });

  it('shows on its start page what it is, ten lines for a site, ten for a program, and a field that answers', async () => {
    const { page, problems } = await open('');
    const text = (await page.locator('main, .VPHome').first().textContent()) ?? '';
    assert.match(text, /An index that stores no vectors/);
    assert.match(text, /npx leann-web build 'site\/\*\.txt' --out site\/search/);
    assert.match(text, /OnnxEmbedder\.load\('model'\)/);
    const field = page.locator('.vp-doc leann-search');
    await field.getByRole('combobox').fill('typing errors');
    await field.locator('[role="option"]').first().waitFor();
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('has the reference of every type and method, and tells who follows a dead link', async () => {
    const { page } = await open('api/');
    await page.locator('main').getByRole('link', { name: 'index', exact: true }).click();
    await page.locator('main').getByRole('link', { name: 'LeannIndex', exact: true }).click();
    await page.getByRole('heading', { name: /^fromUrl\(\)/ }).waitFor();
    assert.ok(existsSync(join(SITE, 'search/manifest.json')));
    const { pages, links } = await checkLinks(SITE, BASE);
    assert.ok(pages > 50 && links > 1000, `${pages} pages, ${links} links`);
    await assert.rejects(checkLinks(SITE, '/elsewhere/'), /dead links/);
    await page.close();
  });
});
