// The extension in Chromium if its model cannot be loaded.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { createBookmarks, ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { ROOT } from '../../tools/paths.js';
import { faultsOf } from '../engines/axe.js';
import { copyExtension } from './built-extension.js';
import { indexed, PATIENCE, search, waitFor } from './extension-parts.js';

const FAILING = `${ROOT}build/browser-tests/extension-failing`;
const ENCODER = `${FAILING}/model/encoder.bin`;

describe('the extension, if its model fails', { timeout: 300_000 }, () => {
  let browser: ExtensionBrowser;
  let encoder: Buffer;

  before(async () => {
    await copyExtension(FAILING);
    encoder = await readFile(ENCODER);
    await writeFile(ENCODER, 'no model');
    browser = await ExtensionBrowser.start(FAILING);
  });

  afterEach(() => browser?.closePages());

  after(() => browser?.close());

  test('finds words all the same, also what is made and removed later', async () => {
    const page = await browser.open('popup.html');
    await createBookmarks(page, [
      { title: 'Sourdough starter', url: 'http://bake.test/starter' },
      { title: 'Starter motor', url: 'http://cars.test/' },
      { title: 'Crème brûlée', url: 'http://sweet.test/' },
    ]);
    await page.waitForSelector('text=/Found by words only: a file of the extension is damaged/', PATIENCE);
    assert.equal(await page.locator('.state .button').count(), 0);
    const reason = page.locator('.details div');
    assert.equal(await reason.isVisible(), false);
    await page.click('.details summary');
    assert.match(await reason.innerText(), /encoder\.bin/);
    assert.deepEqual(await faultsOf(page), []);
    assert.deepEqual(await search(page, 'sourdogh'), ['Sourdough starter']);
    assert.equal(await page.locator('.row-why').first().textContent(), 'words');
    assert.deepEqual(await search(page, 'starter -motor'), ['Sourdough starter']);
    assert.deepEqual(await search(page, '"creme brulee"'), ['Crème brûlée']);
    await createBookmarks(page, [{ title: 'Motor boats', url: 'http://boats.test/' }]);
    await page.evaluate(async () => {
      for (const { id } of await chrome.bookmarks.search({ title: 'Starter motor' }))
        await chrome.bookmarks.remove(id);
    });
    await waitFor(async () => String(await search(page, 'motor')) === 'Motor boats');
  });

  test('goes on by itself once the model can be loaded', async () => {
    const page = await browser.open('popup.html');
    await page.waitForSelector('text=/Found by words only/', PATIENCE);
    await writeFile(ENCODER, encoder);
    await indexed(page, 3);
    assert.deepEqual((await search(page, 'French dessert')).slice(0, 1), ['Crème brûlée']);
  });
});
