// The extension in Firefox, as its user meets it: installed, with real bookmarks and the real model. In Chromium it has tests of
// its own.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type JudgedQuery, readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';
import type { BidiPage } from '../../tools/firefox/bidi-page.js';
import { ExtensionFirefox } from '../../tools/firefox/extension-firefox.js';
import { ROOT } from '../../tools/paths.js';
import { copyExtension } from '../browser/built-extension.js';
import { ENGINE, without } from './engine-suite.js';
import { addressBar, haveBookmarks, type Suggested, storedTexts } from './extension-firefox-parts.js';

const FOLDER = `${ROOT}build/browser-tests/extension-firefox`;
const COUNT = 900;
const PATIENCE_MS = 180_000;
/** Bookmarks that are visited instead. */
const VISITED = 100;

const ONLY = {
  skip: without({
    chromium: 'it has tests of its own there',
    webkit: 'WebKitGTK has no extensions',
  }),
};

const listed = readBookmarks();
const bookmarks = listed.slice(0, COUNT);
const visited = listed.slice(COUNT, COUNT + VISITED);
/** The questions that some of the bookmarks answer. */
const questions = readQueries().filter(({ urls }) => bookmarks.some(({ url }) => urls.includes(url)));

const NOTES = `<!doctype html><title>17</title><main><p>The keeper of the lighthouse trimmed the lamp every four hours, and
  logged each ship that passed the rocks in the fog of that winter.</p></main>`;

/** The words that the page's body says of itself. */
async function state(page: BidiPage, wanted: Record<string, string>): Promise<void> {
  try {
    await page.until(
      (all) => Object.entries(all).every(([name, value]) => document.body.dataset[name] === value),
      wanted,
    );
  } catch (error) {
    const said = await page.evaluate(() => ({ ...document.body.dataset }), null);
    throw new Error(`it says ${JSON.stringify(said)}`, { cause: error });
  }
}

/** Waits until the line below the rows has that text. */
async function says(page: BidiPage, text: string): Promise<void> {
  await page.until(
    (wanted) => document.querySelector('.state')?.textContent?.includes(wanted) === true,
    text,
  );
}

/** Types a query; the titles found, when the answer is final. */
async function search(page: BidiPage, query: string): Promise<string[]> {
  await page.evaluate((text) => {
    const field = document.querySelector<HTMLInputElement>('.query');
    if (field !== null) field.value = text;
    document.body.dataset.stage = '';
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  }, query);
  await state(page, { answered: query, stage: 'final' });
  return page.evaluate(
    () => [...document.querySelectorAll('.row-title')].map(({ textContent }) => textContent ?? ''),
    null,
  );
}

async function within(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not within ${PATIENCE_MS} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function addresses(page: BidiPage): Promise<string[]> {
  return page.evaluate(
    () => [...document.querySelectorAll<HTMLElement>('.row')].map(({ title }) => title),
    null,
  );
}

describe('the extension', { timeout: 600_000 }, () => {
  let firefox: ExtensionFirefox;
  /** Questions that were answered by meaning. */
  const right: JudgedQuery[] = [];

  /** When it shows the sizes, its switches work, and nothing moves any more. */
  async function openStorage(): Promise<BidiPage> {
    const storage = await firefox.open('storage.html');
    await storage.until(() => document.querySelector('.sizes dd') !== null, null);
    return storage;
  }

  /** Says why a page of the browser's own is not opened. */
  async function refuses(page: BidiPage): Promise<void> {
    const title = 'Knobs and levers';
    const id = await page.evaluate(
      async (named) => (await chrome.bookmarks.create({ title: named, url: 'about:config' })).id,
      title,
    );
    await state(page, { bookmarks: String(COUNT + 1), state: 'ready' });
    assert.equal((await search(page, `"${title}"`))[0], title);
    await page.evaluate(
      () => document.querySelector('.query')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' })),
      null,
    );
    await says(
      page,
      'Firefox does not let extensions open addresses that begin with “about:”. Copy this one',
    );
    await page.evaluate((gone) => chrome.bookmarks.remove(gone), id);
    await state(page, { bookmarks: String(COUNT), state: 'ready' });
  }

  before(async () => {
    if (ENGINE !== 'firefox') return;
    await copyExtension(FOLDER, 'firefox');
    firefox = await ExtensionFirefox.start(FOLDER, {
      answer: (url) => (url === 'http://notes.test/17' ? NOTES : undefined),
    });
  });

  after(async () => {
    await firefox?.close();
  });

  test(
    'finds words while it indexes, goes on after its event page was ended, then finds meanings',
    ONLY,
    async () => {
      let page = await firefox.open('popup.html');
      await firefox.inBrowser(
        haveBookmarks,
        bookmarks.map(({ title, url }) => ({ title, url })),
      );
      await state(page, { listed: String(COUNT) });
      const word = bookmarks[0]?.title ?? '';
      assert.equal((await search(page, `"${word}"`))[0], word);

      // Ready already would mean that nothing is left to interrupt.
      await page.until(
        () =>
          (document.querySelector('progress')?.value ?? 0) > 0.05 || document.body.dataset.state === 'ready',
        null,
      );
      assert.equal(await page.evaluate(() => document.body.dataset.state, null), 'indexing');
      await page.close();
      await firefox.endEventPage();
      assert.notEqual(await firefox.eventPageState(), 'running');
      // With no page open, the alarm starts it again.
      await within(async () => (await firefox.eventPageState()) === 'running');
      page = await firefox.open('search.html');
      await page.until(() => document.body.dataset.bookmarks !== undefined, null);
      // With one, that asks again, which starts it.
      await firefox.endEventPage();
      await state(page, { state: 'ready', bookmarks: String(COUNT), listed: String(COUNT) });

      for (const question of questions) {
        await search(page, question.query);
        if ((await addresses(page)).slice(0, 3).some((url) => question.urls.includes(url)))
          right.push(question);
      }
      assert.ok(right.length >= questions.length / 2, `${right.length} of ${questions.length} questions`);
      await refuses(page);
      await page.close();
    },
  );

  test('answers in the address bar', ONLY, async () => {
    const { query = '', urls = [] } = right[0] ?? {};
    let suggested: Suggested[] = [];
    // The address bar is answered in time, with meanings where the machine was quick enough for them.
    await within(async () => {
      suggested = await firefox.inBrowser(addressBar.suggest, { keyword: 'b', text: query });
      return suggested.some(({ content }) => urls.includes(content));
    });
    // Firefox would show marks as they are written.
    for (const { description } of suggested) assert.doesNotMatch(description, /<\w+>/);
    await firefox.inBrowser(addressBar.enter, { keyword: 'b', text: 'bread & butter' });
    const wanted = firefox.url('search.html?q=bread+%26+butter');
    await within(async () => (await firefox.tabs()).includes(wanted));
  });

  test(
    'finds the history once it is allowed, forgets what the browser forgets, and all when it is off',
    ONLY,
    async () => {
      const page = await firefox.open('search.html');
      await page.evaluate(() => {
        const field = document.querySelector<HTMLInputElement>('.query');
        if (field !== null) field.value = '@h bread';
        field?.dispatchEvent(new Event('input', { bubbles: true }));
      }, null);
      await says(page, 'Finding visited pages is switched off.');
      const storage = await openStorage();
      await storage.click('.with-history');
      await storage.until(() => chrome.permissions.contains({ permissions: ['history'] }), null);
      await storage.evaluate(async (all) => {
        for (const { title, url } of all)
          await chrome.history.addUrl({ title, url } as chrome.history.UrlDetails);
      }, visited);
      await state(page, { history: String(VISITED), state: 'ready' });
      const { title = '', url = '' } = visited[0] ?? {};
      assert.ok((await search(page, `"${title}"`)).includes(title));
      assert.deepEqual(
        await page.evaluate(
          () => [...document.querySelectorAll('.row-kind')].map((kind) => kind.textContent),
          null,
        ),
        (await addresses(page)).map(() => 'visited'),
      );
      await page.click('label:has([value=bookmark])');
      await page.until(() => document.querySelectorAll('.row-kind').length === 0, null);

      await storage.evaluate((gone) => chrome.history.deleteUrl({ url: gone }), url);
      await state(page, { history: String(VISITED - 1) });
      const forgotten = visited.slice(1).find((visit) => /^https:\/\/\w+\.org\//.test(visit.url));
      assert.ok(forgotten !== undefined);
      const { hostname } = new URL(forgotten.url);
      assert.equal(await page.evaluate(storedTexts.lack, [forgotten.url]), false);
      await firefox.inBrowser(addressBar.forgetSite, hostname);
      const left = visited.slice(1).filter((visit) => !new URL(visit.url).hostname.endsWith(hostname));
      await state(page, { history: String(left.length), state: 'ready' });
      await page.until(storedTexts.lack, [url, forgotten.url]);

      await storage.click('.with-history');
      await state(page, { history: '0', state: 'ready', bookmarks: String(COUNT) });
      await page.until(storedTexts.lack, left.map((visit) => visit.url).slice(0, 20));
      await storage.until(
        async () => !(await chrome.permissions.contains({ permissions: ['history'] })),
        null,
      );
      await Promise.all([page.close(), storage.close()]);
    },
  );

  test('follows open tabs, and reads what they show if that is allowed', ONLY, async () => {
    const storage = await openStorage();
    await storage.click('.with-tabs');
    await storage.until(() => chrome.permissions.contains({ permissions: ['tabs'] }), null);
    const page = await firefox.open('search.html');
    const notes = await firefox.open('http://notes.test/17');
    await state(page, { tabs: '1', state: 'ready' });
    assert.equal((await search(page, 'notes 17'))[0], '17');

    await storage.evaluate(() => {
      const site = document.querySelector<HTMLInputElement>('#site');
      if (site !== null) site.value = 'notes.test';
    }, null);
    await storage.click('.allow [type=submit]');
    await storage.until(() => document.querySelector('.origins')?.textContent?.includes('notes.test'), null);
    await storage.click('.with-open');
    await state(page, { pages: '1' });
    await page.until(() => document.body.dataset.state === 'ready', null);
    await within(async () => (await search(page, 'warning vessels of cliffs at night'))[0] === '17');

    await notes.close();
    await state(page, { tabs: '0', pages: '0', state: 'ready' });
    await page.until(storedTexts.lack, ['keeper of the lighthouse']);
    // In the browser's own settings, say.
    await storage.evaluate(() => chrome.permissions.remove({ permissions: ['tabs'] }), null);
    await storage.until(
      () => document.querySelector<HTMLInputElement>('.with-tabs')?.checked === false,
      null,
    );
  });

  test('asked nothing of the network, and broke no policy', ONLY, () => {
    assert.deepEqual(
      [...new Set(firefox.requests)].filter((url) => !url.startsWith('http://notes.test/')),
      [],
    );
    assert.deepEqual(firefox.problems, []);
  });
});
