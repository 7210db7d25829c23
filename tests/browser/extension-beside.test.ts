// History, tabs and open pages in the extension, in Chromium: found where that is switched on, and gone when they are.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { grantBefore } from '../../tools/extension/build.js';
import { ROOT } from '../../tools/paths.js';
import { storedTexts } from '../engines/extension-firefox-parts.js';
import { copyExtension } from './built-extension.js';

const FOLDER = `${ROOT}build/browser-tests/extension-beside`;
const PATIENCE_MS = 60_000;
const PATIENCE = { timeout: PATIENCE_MS };

const BREAD = 'http://bake.test/sourdough';
const LAMP = 'http://notes.test/17';
const PAGES: Readonly<Record<string, string>> = {
  [BREAD]: '<!doctype html><title>Sourdough starter</title><p>Flour and water.</p>',
  'http://bake.test/rye': '<!doctype html><title>Rye bread</title><p>Rye.</p>',
  [LAMP]: `<!doctype html><title>Notes of a keeper</title><main><p>He trimmed the lamp of the lighthouse every four
    hours, and logged each ship that passed the rocks in the fog of that winter.</p></main>`,
};

interface Dispatching {
  dispatch(...args: unknown[]): void;
}

async function says(page: Page, wanted: Record<string, string>): Promise<void> {
  await page.waitForFunction(
    (all) => Object.entries(all).every(([name, value]) => document.body.dataset[name] === value),
    wanted,
    PATIENCE,
  );
}

/** The addresses found, when the answer is final. */
async function search(page: Page, query: string): Promise<string[]> {
  await page.fill('.query', '');
  await page.fill('.query', query);
  await says(page, { answered: query, stage: 'final' });
  return page.locator('.row').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).title));
}

async function within(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not within ${PATIENCE_MS} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('the extension, beside bookmarks', { timeout: 300_000 }, () => {
  let browser: ExtensionBrowser;
  let storage: Page;
  let page: Page;

  const kinds = () => page.locator('.row-kind').allTextContents();
  const visit = async (url: string) => {
    const tab = await page.context().newPage();
    await tab.goto(url);
    return tab;
  };

  before(async () => {
    await copyExtension(FOLDER);
    await grantBefore(FOLDER, ['history', 'tabs', 'scripting'], ['*://*.notes.test/*']);
    browser = await ExtensionBrowser.start(FOLDER, { answer: (url) => PAGES[url] });
    storage = await browser.open('storage.html');
    page = await browser.open('search.html');
    await storage.waitForSelector('.sizes dd', PATIENCE);
  });

  after(async () => {
    await browser?.close();
  });

  test('finds no history and no tabs unless they are switched on', async () => {
    await (await visit(BREAD)).close();
    await says(page, { history: '0', tabs: '0' });
    assert.equal(await page.locator('.kinds').isVisible(), false);
    assert.deepEqual(await search(page, 'sourdough'), []);
  });

  test('says so where they are asked for, and where they are switched on', async () => {
    await page.fill('.query', '@h sourdough');
    await page.waitForSelector('.state:has-text("Finding visited pages is switched off.")');
    await page.waitForSelector('.empty:has-text("Turn on “Find visited pages”")');
    const first = browser.serviceWorker().evaluate(
      (typed) =>
        new Promise<string>((resolve) => {
          const { omnibox } = chrome;
          const usual = omnibox.setDefaultSuggestion;
          omnibox.setDefaultSuggestion = ({ description }) => {
            omnibox.setDefaultSuggestion = usual;
            resolve(description);
            return Promise.resolve();
          };
          (omnibox.onInputChanged as unknown as Dispatching).dispatch(typed, () => undefined);
        }),
      '@t sourdough',
    );
    assert.match(await first, /^Finding open tabs is switched off\. Turn on “Find open tabs”/);
    await page.bringToFront();
    await page.click('.state .button');
    await within(() => storage.evaluate(() => document.visibilityState === 'visible'));
    await page.fill('.query', '');
  });

  test('finds visited pages by words and meaning, also after its service worker was ended', async () => {
    await storage.click('.with-history');
    await says(page, { history: '1', state: 'ready' });
    assert.deepEqual(await search(page, 'sourdough'), [BREAD]);
    assert.deepEqual(await kinds(), ['visited']);
    await browser.killServiceWorker(page);
    await (await visit('http://bake.test/rye')).close();
    await says(page, { history: '2', state: 'ready' });
    await within(async () => (await search(page, 'grain loaf')).includes('http://bake.test/rye'));
  });

  test('has one row for a page that is bookmarked, visited and open, and shows its tab', async () => {
    await storage.click('.with-tabs');
    await createBookmarks(page, [{ title: 'Levain', url: BREAD }]);
    const tab = await visit(BREAD);
    await says(page, { tabs: '1', bookmarks: '1', state: 'ready' });
    assert.equal((await search(page, 'sourdough')).filter((url) => url === BREAD).length, 1);
    assert.deepEqual((await kinds())[0], 'bookmark, visited, open');
    await page.click('label:has([value=tab])');
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 1, null, PATIENCE);
    const before = (await browser.tabs()).length;
    await page.focus('.query');
    await page.keyboard.press('Enter');
    await within(() => tab.evaluate(() => document.visibilityState === 'visible'));
    assert.equal((await browser.tabs()).length, before);
    await page.bringToFront();
    await tab.close();
    await says(page, { tabs: '0', state: 'ready' });
    await page.click('label:has([value=""])');
  });

  test('asks one kind alone where its letter is typed, until another one is chosen', async () => {
    const chosen = () => page.locator('.kind :checked').getAttribute('value');
    await page.fill('.query', '@h sourdough');
    await says(page, { answered: 'sourdough', stage: 'final' });
    assert.equal(await chosen(), 'history');
    assert.ok((await kinds()).every((kind) => kind.includes('visited')));
    await page.fill('.query', '@h');
    await says(page, { answered: '@h' });
    assert.equal(await chosen(), '');
    await page.fill('.query', '@b rye');
    await says(page, { answered: 'rye', stage: 'final' });
    assert.equal(await chosen(), 'bookmark');
    await page.click('label:has([value=history])');
    assert.equal(await page.inputValue('.query'), 'rye');
    assert.equal(new URL(page.url()).search, '?q=rye&in=history');
    await page.waitForSelector('.row[title="http://bake.test/rye"]', PATIENCE);
    await page.click('label:has([value=""])');
  });

  test('asks the history alone in the address bar', async () => {
    const suggested = (text: string) =>
      browser.serviceWorker().evaluate(
        (typed) =>
          new Promise<{ content: string }[]>((resolve) => {
            const { onInputChanged } = chrome.omnibox as unknown as Record<string, Dispatching>;
            onInputChanged?.dispatch(typed, resolve);
          }),
        text,
      );
    await within(async () => (await suggested('@h rye')).some(({ content }) => content.endsWith('/rye')));
    assert.deepEqual(await suggested('@t rye'), []);
    assert.deepEqual(
      (await suggested('@b levain')).map(({ content }) => content),
      [BREAD],
    );
  });

  test('reads a page that is open if that is switched on, and forgets its text with the switch', async () => {
    const tab = await visit(LAMP);
    await says(page, { history: '3' });
    assert.equal(await page.evaluate(() => document.body.dataset.pages), '0');
    await storage.click('.with-open');
    await says(page, { pages: '1' });
    await within(async () => (await search(page, 'warning vessels of cliffs at night'))[0] === LAMP);
    assert.match((await page.locator('.row-excerpt').first().textContent()) ?? '', /lighthouse/);
    await says(page, { state: 'ready' });
    assert.equal(await page.evaluate(storedTexts.lack, ['trimmed the lamp']), false);
    await storage.click('.with-open');
    await says(page, { pages: '0', state: 'ready' });
    await within(() => page.evaluate(storedTexts.lack, ['trimmed the lamp']));
    await tab.close();
  });

  test('forgets what is deleted from the history, and all of it with the switch', async () => {
    await page.evaluate((url) => chrome.history.deleteUrl({ url }), 'http://bake.test/rye');
    await says(page, { history: '2', state: 'ready' });
    assert.deepEqual(
      (await search(page, 'rye bread')).filter((url) => url.endsWith('/rye')),
      [],
    );
    await within(() => page.evaluate(storedTexts.lack, ['bake.test/rye']));
    await storage.click('.with-history');
    await says(page, { history: '0', state: 'ready' });
    await within(() => page.evaluate(storedTexts.lack, [LAMP]));
    assert.deepEqual(await search(page, 'sourdough'), [BREAD]);
    assert.deepEqual(await kinds(), []);
    assert.deepEqual(browser.problems, []);
  });
});
