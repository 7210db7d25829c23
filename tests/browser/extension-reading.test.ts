// The extension in Chromium where pages may be read: found by what only their texts say, and read no more than allowed.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { bundle } from '../../tools/bundler.js';
import { createBookmarks, ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { grantBefore } from '../../tools/extension/build.js';
import { ROOT } from '../../tools/paths.js';
import { copyExtension } from './built-extension.js';
import { PATIENCE, search, waitFor } from './extension-parts.js';

const READING = `${ROOT}build/browser-tests/extension-reading`;

describe('the extension, where pages may be read', { timeout: 300_000 }, () => {
  let browser: ExtensionBrowser;

  const SAME = `<!doctype html><title>Same</title><main><p>In the hive a bee that has found blossoms moves in circles, and
  the others learn from it where to fly.</p></main>`;
  const PAGES: Readonly<Record<string, string>> = {
    'http://notes.test/one': SAME,
    'http://notes.test/two': SAME,
    'http://notes.test/17': `<!doctype html><title>17</title><nav>Home About</nav><article><h1>Notes</h1><p>The keeper
      of the lighthouse trimmed the lamp every four hours, and logged each ship that passed the rocks in the fog of
      that winter. His daughters rowed to the village for oil and bread when the sea allowed it.</p><p>In summer he kept
      bees, and sold their honey to the crews of fishing boats, who paid with cod and news from the mainland.</p>
      <script>document.title = 'ran'; fetch('http://tracker.test/')</script><img src="http://tracker.test/pixel">
      </article>`,
  };

  before(async () => {
    await copyExtension(READING);
    await bundle({ 'older-index': 'tests/browser/older-index' }, READING);
    // Those of the extension may not run WebAssembly themselves.
    await writeFile(`${READING}/older.html`, '<!doctype html><title>Older</title>');
    await grantBefore(READING, [], ['*://*.notes.test/*']);
    browser = await ExtensionBrowser.start(READING, { answer: (url) => PAGES[url] });
  });

  afterEach(() => browser?.closePages());

  after(() => browser?.close());

  test('finds what only the text of a page says, and asks for no other page', async () => {
    const page = await browser.open('popup.html');
    await createBookmarks(page, [
      { title: '17', url: 'http://notes.test/17' },
      { title: '18', url: 'http://notes.test/18' },
      { title: 'Elsewhere', url: 'http://elsewhere.test/' },
    ]);
    await waitFor(() => new Set(browser.requests).size === 2);
    await page.waitForFunction(() => document.body.dataset.pages === '1', null, PATIENCE);
    // What was read is indexed soon after it was counted.
    await waitFor(async () => (await search(page, 'warning vessels of cliffs at night'))[0] === '17');
    assert.match((await page.locator('.row-excerpt').first().textContent()) ?? '', /lighthouse/);
    assert.deepEqual([...new Set(browser.requests)].sort(), ['http://notes.test/17', 'http://notes.test/18']);
  });

  test('asks for no permission of what is no site, and says why', async () => {
    const page = await browser.open('storage.html');
    const says = async (typed: string, wanted: string) => {
      await page.fill('#site', typed);
      await page.click('.allow [type=submit]');
      await page.waitForSelector(`.allow-state:has-text("${wanted}")`);
    };
    await says('foo bar', '“foo bar” is not the name of a site');
    await says('', 'Type the name of a site, such as example.org.');
    await says('ftp://x', 'Pages that begin with “ftp:” cannot be read');
    // It is allowed already.
    await page.fill('#site', 'http://notes.test:80/17');
    await page.click('.allow [type=submit]');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#site')?.value === '');
    assert.equal(await page.locator('.allow-state').textContent(), '');
  });

  test('finds each bookmark of those whose pages have the same text, whichever is deleted', async () => {
    const page = await browser.open('popup.html');
    await createBookmarks(page, [
      { title: 'One', url: 'http://notes.test/one' },
      { title: 'Two', url: 'http://notes.test/two' },
    ]);
    await page.waitForFunction(() => document.body.dataset.pages === '3', null, PATIENCE);
    const found = async () => (await search(page, 'a dance that tells of flowers')).slice(0, 2).sort();
    await waitFor(async () => String(await found()) === 'One,Two');
    await page.evaluate(async () => {
      for (const { id } of await chrome.bookmarks.search({ title: 'One' })) await chrome.bookmarks.remove(id);
    });
    await page.waitForFunction(() => document.body.dataset.pages === '2', null, PATIENCE);
    await waitFor(async () => (await found()).includes('Two'));
    assert.ok(!(await found()).includes('One'));
  });

  test('goes on with what an earlier version stored, and asks for no page again', async () => {
    const asked = browser.requests.length;
    const problems = browser.problems.length;
    const page = await browser.open('older.html');
    await page.evaluate(async () => {
      const older: typeof import('./older-index.js') = await import(chrome.runtime.getURL('older-index.js'));
      await older.storeOlderPages();
      await older.storeOlderIndex([
        { id: 'b0123456789abcdef', text: '17. notes' },
        { id: 'p0123456789abcdef', text: 'The keeper of the lighthouse trimmed the lamp every four hours.' },
      ]);
    });
    await page.close();
    await browser.killEngine();
    const again = await browser.open('popup.html');
    await again.waitForFunction(
      () => /indexing|ready/.test(document.body.dataset.state ?? ''),
      null,
      PATIENCE,
    );
    assert.equal((await search(again, '"lighthouse trimmed"'))[0], '17');
    await again.waitForFunction(() => document.body.dataset.state === 'ready', null, PATIENCE);
    assert.equal((await search(again, 'warning vessels of cliffs at night'))[0], '17');
    assert.equal((await search(again, '"lighthouse trimmed"'))[0], '17');
    assert.equal(browser.requests.length, asked);
    assert.equal(browser.problems.length, problems);
  });
});
