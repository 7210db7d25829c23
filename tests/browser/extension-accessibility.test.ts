// Nothing that axe-core would object to in the extension: popup, page and "What is stored", light and dark.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { ROOT } from '../../tools/paths.js';
import { faultsOf } from '../engines/axe.js';
import { copyExtension } from './built-extension.js';

const FOLDER = `${ROOT}build/browser-tests/extension-accessibility`;
const PATIENCE_MS = 120_000;
const BOOKMARKS = [
  ...["Baker's yeast", 'Sourdough', 'Night train', 'Lighthouse'].map((title) => ({
    title,
    url: `https://example.org/${encodeURIComponent(title)}`,
    folders: ['Reading'],
  })),
  { title: 'Enlarge the text', url: "javascript:document.body.style.zoom='150%'" },
];

describe('accessibility of the extension', { timeout: 300_000 }, () => {
  let browser: ExtensionBrowser;

  before(async () => {
    await copyExtension(FOLDER);
    browser = await ExtensionBrowser.start(FOLDER);
  });

  after(() => browser?.close());

  /** Opens a page of the extension, and looks for faults in both schemes whenever it is asked to. */
  async function inPage(
    name: string,
    use: (page: Page, check: (what: string) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const page = await browser.open(name);
    page.setDefaultTimeout(PATIENCE_MS);
    await use(page, async (what) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await faultsOf(page), [], `${name}, ${what}, ${colorScheme}`);
      }
    });
    await page.close();
  }

  it('is without fault in the popup: without bookmarks, with answers, with none', async () => {
    await inPage('popup.html', async (page, check) => {
      await page.waitForSelector('text=There are no bookmarks yet');
      await check('no bookmarks');
      await createBookmarks(page, BOOKMARKS);
      const count = String(BOOKMARKS.length);
      await page.waitForFunction(
        (wanted) => document.body.dataset.state === 'ready' && document.body.dataset.bookmarks === wanted,
        count,
      );
      await check('no query');
      await ask(page, 'how to make bread rise');
      await page.keyboard.press('ArrowDown');
      await check('answers');
      await ask(page, '"no such words" qqxyz');
      await check('no answer');
      await ask(page, '@h bread', 'bread');
      await check('asked of the history, which is switched off');
      await ask(page, 'enlarge the text');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.state:has-text("Bookmarklets are not run from here")');
      await check('asked to run a bookmarklet');
    });
  });

  it('is without fault in the page', async () => {
    await inPage('search.html', async (page, check) => {
      await ask(page, 'how to make bread rise');
      await check('answers');
    });
  });

  it('is without fault in "What is stored"', async () => {
    await inPage('storage.html', async (page, check) => {
      await page.waitForSelector('text=/bytes each/');
      await check('as it is');
      await page.click('.rows + .details summary');
      await page.click('.allow [type=submit]');
      await check('all unfolded, no site named');
      await page.click('.delete');
      await check('asked whether it is to be deleted');
    });
  });
});

/** Types a query, and resolves when its last answer is there. */
async function ask(page: Page, typed: string, query = typed): Promise<void> {
  await page.fill('.query', typed);
  await page.waitForFunction(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
  );
}
