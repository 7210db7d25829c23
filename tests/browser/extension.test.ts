// The extension as its user meets it: loaded unpacked in Chromium, with real bookmarks and the real model.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createBookmarks, ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';
import { ROOT } from '../../tools/paths.js';
import { FIGURES } from '../fault/figures.js';
import { copyExtension } from './built-extension.js';
import { addresses, indexed, PATIENCE, search, waitFor } from './extension-parts.js';

const FOLDER = `${ROOT}build/browser-tests/extension`;

/** A question, and the addresses of the pages that answer it. */
const BREAD = 'how to make bread rise';
const RISING = readQueries().find(({ query }) => query === BREAD)?.urls ?? [];

/** Titles and addresses that others of the questions are about. */
const ASKED = /veracrypt|motion sickness|typescript|sourdough|baking powder|bread|array\.from/i;

/** An event of the browser's, as it sends it itself. */
interface Dispatching {
  dispatch(...args: unknown[]): void;
}

async function findsRising(page: Page): Promise<void> {
  await search(page, BREAD);
  const found = (await addresses(page)).slice(0, 3);
  assert.ok(
    found.some((url) => RISING.includes(url)),
    found.join('\n'),
  );
}

describe('the extension', { timeout: 1_800_000 }, () => {
  let browser: ExtensionBrowser;
  const bookmarks = readBookmarks().filter(
    ({ title, url }, at) =>
      at < FIGURES.ownBookmarks || RISING.includes(url) || ASKED.test(`${title} ${url}`),
  );
  const COUNT = bookmarks.length;

  /** Waits until more than that share of the bookmarks is indexed. All of them would mean that nothing is left to interrupt. */
  async function indexing(page: Page, share: number): Promise<void> {
    const reached = await page.waitForFunction(
      ({ share, count }) => {
        const { state, bookmarks } = document.body.dataset;
        if ((document.querySelector<HTMLProgressElement>('.state .bar')?.value ?? 0) > share)
          return 'indexing';
        return state === 'ready' && bookmarks === count && 'all is indexed';
      },
      { share, count: String(COUNT) },
      PATIENCE,
    );
    assert.equal(await reached.jsonValue(), 'indexing');
  }

  before(async () => {
    await copyExtension(FOLDER);
    browser = await ExtensionBrowser.start(FOLDER);
  });

  afterEach(() => browser?.closePages());

  after(() => browser?.close());

  test('finds words while it indexes, goes on after everything was killed, then finds meanings', async () => {
    let page = await browser.open('popup.html');
    await page.waitForSelector('text=There are no bookmarks yet');
    await createBookmarks(page, bookmarks);
    await page.waitForFunction((count) => document.body.dataset.listed === String(count), COUNT, PATIENCE);
    await indexing(page, 0);
    const [first] = await search(page, 'veracrypt disk');
    assert.match(first ?? '', /^VeraCrypt/);

    await browser.killServiceWorker(page);
    await indexing(page, 0.2);
    await browser.killEngine();
    await indexing(page, 0.4);
    await browser.crash();
    await browser.launch();
    page = await browser.open('popup.html');
    await indexed(page, COUNT);

    const found = await search(page, 'nausea when riding in a car');
    // Two pages are about that; either may be the first.
    assert.match(found[0] ?? '', /^motion sickness/i);
  });

  test('finds by meaning what shares no word with the query', async () => {
    const page = await browser.open('search.html');
    await findsRising(page);
    const types = await search(page, 'type checker for javascript');
    assert.ok(
      types.slice(0, 3).some((title) => title.startsWith('microsoft/TypeScript')),
      types.join('\n'),
    );
  });

  test('finds words as they are asked for: misspelt, begun, side by side, left out', async () => {
    const page = await browser.open('popup.html');
    assert.match((await search(page, 'sourdoug'))[0] ?? '', /sourdough/i);
    assert.match((await search(page, 'sourdogh starter'))[0] ?? '', /sourdough starter/i);
    assert.deepEqual(await page.locator('.row').first().locator('mark').allTextContents(), [
      'Sourdough',
      'Starter',
    ]);
    assert.equal(await page.locator('.row-why').first().textContent(), 'words and meaning');
    for (const title of await search(page, '"baking powder"')) assert.match(title, /baking powder/i);
    const breads = await search(page, 'bread -wikibooks');
    assert.ok(breads.length > 3 && !breads.some((title) => /wikibooks/i.test(title)), breads.join('\n'));
    assert.match((await search(page, 'mdn array from'))[0] ?? '', /^Array\.from\(\).*MDN$/);
  });

  test('sets apart what is hardly an answer', async () => {
    const page = await browser.open('popup.html');
    await search(page, 'the neighbour repainted her fence');
    assert.equal(await page.locator('.row:not(.weak)').count(), 0);
    await search(page, 'sourdough');
    assert.doesNotMatch((await page.locator('.row').first().getAttribute('class')) ?? '', /weak/);
  });

  test('follows what is renamed, moved, made and removed', async () => {
    const page = await browser.open('popup.html');
    const [id] = await page.evaluate(async () => {
      const [found] = await chrome.bookmarks.search({ url: 'https://www.veracrypt.fr/' });
      await chrome.bookmarks.update(found?.id ?? '', { title: 'Songs that whales sing to one another' });
      const { id } = await chrome.bookmarks.create({
        parentId: '1',
        title: 'Growing lemons in a cold climate',
        url: 'http://lemons.test/',
      });
      return [id];
    });
    await indexed(page, COUNT + 1);
    assert.equal(
      (await search(page, 'keeping citrus trees alive where winters freeze'))[0],
      'Growing lemons in a cold climate',
    );
    assert.equal(
      (await search(page, 'underwater music of large mammals'))[0],
      'Songs that whales sing to one another',
    );
    await page.evaluate((lemons) => chrome.bookmarks.remove(lemons ?? ''), id);
    await indexed(page, COUNT);
    assert.ok(
      !(await search(page, 'keeping citrus trees alive where winters freeze')).includes(
        'Growing lemons in a cold climate',
      ),
    );
  });

  test('answers in the address bar', async () => {
    await browser.open('popup.html');
    const worker = browser.serviceWorker();
    const suggested = () =>
      worker.evaluate(
        () =>
          new Promise<{ content: string; description: string }[]>((resolve) => {
            const { onInputChanged } = chrome.omnibox as unknown as Record<string, Dispatching>;
            onInputChanged?.dispatch('how to make bread rise', resolve);
          }),
      );
    // The address bar is answered in time, with meanings where the machine was quick enough for them.
    await waitFor(async () =>
      (await suggested()).slice(0, 3).some(({ content }) => RISING.includes(content)),
    );
    await worker.evaluate(() => {
      const { onInputEntered } = chrome.omnibox as unknown as Record<string, Dispatching>;
      onInputEntered?.dispatch('bread & butter', 'newForegroundTab');
    });
    await waitFor(async () =>
      (await browser.tabs()).some((url) => url.endsWith('/search.html?q=bread+%26+butter')),
    );
  });

  test('takes odd bookmarks as they are, and is worked with the keyboard alone', async () => {
    let page = await browser.open('popup.html');
    const odd = [
      { title: 'Make text larger', url: "javascript:document.body.style.zoom='150%'" },
      { title: '<img src=x onerror=alert(1)> <b>bold</b>', url: 'http://markup.test/' },
      { title: '', url: 'http://untitled.test/knitting-patterns' },
      { title: '🎸🎶', url: 'http://emoji.test/guitar' },
      { title: 'מתכון לחלה', url: 'http://rtl.test/' },
      { title: 'What browser this is', url: 'chrome://version/' },
    ];
    await createBookmarks(page, odd);
    await createBookmarks(page, [
      {
        title: 'Twice',
        url: 'http://twice.test/',
        folders: Array.from({ length: 60 }, (_, at) => `level ${at}`),
      },
      { title: 'Twice', url: 'http://twice.test/', folders: ['elsewhere'] },
    ]);
    await indexed(page, COUNT + odd.length + 2);
    assert.equal((await search(page, 'onerror'))[0], '<img src=x onerror=alert(1)> <b>bold</b>');
    assert.equal(await page.locator('.results img[src=x], .results b').count(), 0);
    assert.equal((await search(page, 'untitled knitting'))[0], 'http://untitled.test/knitting-patterns');
    assert.equal((await search(page, 'לחלה'))[0], 'מתכון לחלה');
    await search(page, 'twice');
    assert.equal(await page.locator('.row-copies').first().textContent(), '2 bookmarks');

    await search(page, 'make text larger');
    const before = (await browser.tabs()).length;
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.state:has-text("Bookmarklets are not run from here")');
    assert.equal((await browser.tabs()).length, before);

    await search(page, 'what browser this is');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Control+Enter');
    await waitFor(async () => (await browser.tabs()).length === before + 1);
    // The page is gone before the key is released.
    await page.keyboard.press('Enter').catch(() => undefined);
    await waitFor(async () => !(await browser.tabs()).includes(browser.url('popup.html')));
    page = await browser.open('popup.html');
    await page.evaluate(async () => {
      const odd = /^http:\/\/\w+\.test\/|^(javascript|chrome):/;
      for (const words of ['test', 'Make text larger', 'What browser this is']) {
        for (const { id, url = '' } of await chrome.bookmarks.search(words))
          if (odd.test(url)) await chrome.bookmarks.remove(id);
      }
    });
  });

  test('goes into a file, also while the index changes, and comes back from it', async () => {
    const page = await browser.open('storage.html');
    const [exported] = await Promise.all([page.waitForEvent('download', PATIENCE), page.click('.export')]);
    const file = `${ROOT}build/browser-tests/exported.leann-bookmarks`;
    await exported.saveAs(file);
    await page.click('.delete');
    await page.click('.really');
    await page.waitForSelector('text=Everything was deleted.');
    const damaged = `${ROOT}build/browser-tests/damaged.leann-bookmarks`;
    const bytes = await readFile(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    await page.setInputFiles('.import', damaged);
    await page.waitForSelector('text=It could not be imported', PATIENCE);
    await page.setInputFiles('.import', file);
    await page.waitForSelector('text=Imported: the index', PATIENCE);
    await page.goto(browser.url('popup.html'));
    await indexed(page, COUNT);
    await findsRising(page);
  });

  test('shows what is stored, and deletes it', async () => {
    const page = await browser.open('storage.html');
    await page.waitForSelector('text=/bytes each/');
    assert.equal(await page.locator('h2').first().textContent(), 'Beside bookmarks');
    await page.click('.delete');
    await page.click('.really');
    await page.waitForSelector('text=Everything was deleted.');
    await page.waitForSelector('text=found by their words only');
    assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), [
      'bookmarks-by-meaning',
    ]);
    await page.click('.state .button');
    await page.waitForSelector('.sizes :text("are saved; the others follow in steps")');
    await page.goto(browser.url('popup.html'));
    await page.waitForFunction((count) => document.body.dataset.listed === String(count), COUNT, PATIENCE);
    assert.match((await search(page, 'motion sickness'))[0] ?? '', /^motion sickness/i);
  });

  test('asked nothing of the network, and broke no policy', () => {
    assert.deepEqual(browser.requests, []);
    assert.deepEqual(browser.problems, []);
    assert.ok(browser.heard.has('Network.requestWillBeSent'), 'it was listened to');
  });
});
