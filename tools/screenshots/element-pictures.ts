// Pictures of <leann-search>: in both colour schemes, on a phone, as a dialog, and in each of its states.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { serve } from '../../cli/static-server.js';
import type {} from '../../web/element/leann-search.js';
import { type Album, PATIENCE_MS } from './album.js';
import { buildElementSite } from './element-site.js';

const WIDE = { viewport: { width: 900, height: 640 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 360, height: 700 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

const QUERY = 'which headers make it faster';
const NONSENSE = 'zebra wedding in antarctica';
const NOWHERE = '"no such words" qqxyz';

/** Builds the site and takes them. */
export async function takeElementPictures(browser: Browser, album: Album): Promise<void> {
  const site = await buildElementSite();
  const { url, close } = await serve({ roots: { '/': site } });
  try {
    await takeSchemes(browser, url, album);
    await takeDialogs(browser, url, album);
    await takeStates(browser, url, album);
  } finally {
    await close();
  }
}

async function takeSchemes(browser: Browser, url: string, album: Album): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await withPage(browser, `${url}/`, { ...WIDE, colorScheme }, async (page) => {
      await ask(page, QUERY);
      await page.keyboard.press('ArrowDown');
      await album.take(page, `element-${colorScheme}`);
    });
  }
  await withPage(browser, `${url}/rtl.html`, WIDE, async (page) => {
    await ask(page, QUERY);
    await page.keyboard.press('ArrowDown');
    await album.take(page, 'element-rtl');
  });
}

async function takeDialogs(browser: Browser, url: string, album: Album): Promise<void> {
  for (const [name, options] of [
    ['modal', WIDE],
    ['modal-dark', { ...WIDE, colorScheme: 'dark' }],
    ['phone', PHONE],
  ] as const) {
    await withPage(browser, `${url}/modal.html`, options, async (page) => {
      if (name === 'modal') await album.take(page, 'element-button');
      await page.getByRole('button').click();
      if (name === 'modal') await album.take(page, 'element-modal-empty');
      await ask(page, QUERY);
      await album.take(page, `element-${name}`);
    });
  }
}

async function takeStates(browser: Browser, url: string, album: Album): Promise<void> {
  await withPage(browser, `${url}/`, WIDE, async (page) => {
    await ask(page, NOWHERE);
    await album.take(page, 'element-nothing');
    await ask(page, NONSENSE);
    await album.take(page, 'element-weak');
    await ask(page, QUERY);
    await holdAfterWords(page);
    await page.locator('leann-search input').fill('service worker');
    await page.waitForSelector('leann-search mark:text-is("worker")');
    await album.take(page, 'element-words');
  });
  await withPage(browser, `${url}/`, WIDE, async (page) => {
    await page.route('**/*.leann', () => undefined);
    await page.locator('leann-search input').fill(QUERY);
    await page.waitForSelector('leann-search progress');
    await album.take(page, 'element-loading');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
  await withPage(browser, `${url}/`, WIDE, async (page) => {
    await page.route('**/manifest.json', (route) => route.fulfill({ status: 404 }));
    await page.locator('leann-search input').fill(QUERY);
    await page.waitForSelector('leann-search [data-state=failed]');
    await album.take(page, 'element-error');
  });
  await withPage(browser, `${url}/`, WIDE, async (page) => {
    await page.waitForFunction(() => customElements.get('leann-search') !== undefined);
    await page.context().setOffline(true);
    await page.locator('leann-search input').fill(QUERY);
    await page.waitForSelector('leann-search [data-state=offline]');
    await album.take(page, 'element-offline');
  });
}

async function withPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await use(page);
  await context.close();
}

/** Types a query and waits for the last answer, and for a better one if the model is on its way. */
async function ask(page: Page, query: string): Promise<void> {
  await page.locator('leann-search input').fill(query);
  await page.waitForFunction(() => {
    const root = document.querySelector('leann-search')?.shadowRoot;
    const isOver = /\d|Nothing/.test(root?.querySelector('.live')?.textContent ?? '');
    return isOver && root?.querySelector('.better') === null;
  });
}

/** From now on, searches stop at what words find. */
async function holdAfterWords(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const script = new URL('search/leann-web.js', location.href).href;
    const { LeannIndex } = (await import(script)) as typeof import('../../web/index.js');
    const index = await LeannIndex.fromUrl('search/', { listDocuments: true });
    // The texts that the picture shows are there already.
    for await (const _ of index.search('service worker', { group: 'document', k: 8 }));
    const search = index.search.bind(index);
    index.search = async function* (...asked) {
      for await (const update of search(...asked)) {
        yield update;
        await new Promise(() => undefined);
      }
    };
    const element = document.querySelector('leann-search');
    if (element !== null) element.index = index;
  });
}
